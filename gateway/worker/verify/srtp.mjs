// A tiny SRTP of our own on node:crypto, so that the worker is not checked against the library it is built with.
// RTP only, rollover counter fixed to 0.
import crypto from 'node:crypto';

const suites = {
  AES_CM_128_HMAC_SHA1_80: { keyLength: 16, saltLength: 14, gcm: false },
  AEAD_AES_256_GCM: { keyLength: 32, saltLength: 12, gcm: true },
};

/** A random master key with its salt, as RFC 4568 §6.1 writes them. */
export function newKey(suite) {
  return crypto.randomBytes(suite.includes('GCM') ? 44 : 30).toString('base64');
}

/** RFC 3711 §4.3.1 with a key derivation rate of 0 (RFC 7714 §11: the salt of GCM is padded to 14 octets). */
function derive(key, salt, label, length) {
  const iv = Buffer.alloc(16);
  salt.copy(iv, 0);
  iv[7] ^= label;
  return crypto.createCipheriv(`aes-${key.length * 8}-ctr`, key, iv).update(Buffer.alloc(length));
}

function headerLength(packet) {
  const fixed = 12 + 4 * (packet[0] & 0x0f);
  return packet[0] & 0x10 ? fixed + 4 + 4 * packet.readUInt16BE(fixed + 2) : fixed;
}

/** Both directions of one SRTP stream. */
export class Srtp {
  constructor(suite, keyBase64) {
    const { keyLength, saltLength, gcm } = suites[suite];
    const raw = Buffer.from(keyBase64, 'base64');
    const key = raw.subarray(0, keyLength);
    const salt = raw.subarray(keyLength, keyLength + saltLength);
    this.gcm = gcm;
    this.key = derive(key, salt, 0, keyLength);
    this.auth = derive(key, salt, 1, 20);
    this.salt = derive(key, salt, 2, saltLength);
  }

  /** RFC 3711 §4.1.1 and RFC 7714 §8.1: salt XOR (SSRC, rollover counter, sequence number). */
  iv(packet) {
    const iv = Buffer.alloc(this.gcm ? 12 : 16);
    packet.copy(iv, this.gcm ? 2 : 4, 8, 12);
    packet.copy(iv, this.gcm ? 10 : 12, 2, 4);
    for (const [index, octet] of this.salt.entries()) iv[index] ^= octet;
    return iv;
  }

  /** The authentication tag covers the packet and the rollover counter (RFC 3711 §4.2). */
  tag(packet) {
    return crypto.createHmac('sha1', this.auth).update(packet).update(Buffer.alloc(4)).digest().subarray(0, 10);
  }

  protect(packet) {
    const head = packet.subarray(0, headerLength(packet));
    const body = packet.subarray(head.length);
    if (this.gcm) {
      const cipher = crypto.createCipheriv('aes-256-gcm', this.key, this.iv(packet)).setAAD(head);
      return Buffer.concat([head, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
    }
    const cipher = crypto.createCipheriv('aes-128-ctr', this.key, this.iv(packet));
    const sealed = Buffer.concat([head, cipher.update(body)]);
    return Buffer.concat([sealed, this.tag(sealed)]);
  }

  /** Returns the RTP packet; throws when authentication fails. */
  unprotect(packet) {
    const head = packet.subarray(0, headerLength(packet));
    if (this.gcm) {
      const cipher = crypto.createDecipheriv('aes-256-gcm', this.key, this.iv(packet)).setAAD(head);
      cipher.setAuthTag(packet.subarray(-16));
      return Buffer.concat([head, cipher.update(packet.subarray(head.length, -16)), cipher.final()]);
    }
    const sealed = packet.subarray(0, -10);
    if (!this.tag(sealed).equals(packet.subarray(-10))) throw new Error('bad SRTP tag');
    const cipher = crypto.createDecipheriv('aes-128-ctr', this.key, this.iv(packet));
    return Buffer.concat([head, cipher.update(sealed.subarray(head.length))]);
  }
}
