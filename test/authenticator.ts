/*
 * A passkey in software: makes the registrations and assertions that a browser and its authenticator would make
 * (WebAuthn L3 §6.1, §6.5.1; CTAP2 canonical CBOR; ES256). WebCrypto only, so that it runs in Node, workerd and browsers.
 * `overrides` makes it lie, for tests of what must be refused.
 */

export type Overrides = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  topOrigin?: string;
  userVerified?: boolean;
  userPresent?: boolean;
  counter?: number;
  /** Flips one bit of the signature. */
  brokenSignature?: boolean;
};

export type Authenticator = {
  credentialId: string;
  register: (options: { challenge: string }, overrides?: Overrides) => Promise<RegistrationJson>;
  authenticate: (options: { challenge: string }, overrides?: Overrides) => Promise<AssertionJson>;
};

type CredentialJson = {
  id: string;
  rawId: string;
  type: 'public-key';
  clientExtensionResults: Record<string, never>;
  authenticatorAttachment: 'platform';
};
export type RegistrationJson = CredentialJson & {
  response: { clientDataJSON: string; attestationObject: string; transports: string[] };
};
export type AssertionJson = CredentialJson & {
  response: { clientDataJSON: string; authenticatorData: string; signature: string };
};

/** One authenticator with one ES256 key pair. `counting: false` is a synced passkey, whose counter stays 0. */
export async function createAuthenticator(options: {
  rpId: string;
  origin: string;
  counting?: boolean;
}): Promise<Authenticator> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new TypeError('a key pair was expected');
  const rawId = crypto.getRandomValues(new Uint8Array(32));
  const id = toBase64Url(rawId);
  let counter = 0;
  const credential: CredentialJson = {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    authenticatorAttachment: 'platform',
  };
  const nextCounter = (): number => {
    if (options.counting !== false) counter += 1;
    return counter;
  };

  return {
    credentialId: id,
    register: async ({ challenge }, overrides = {}) => {
      const clientData = clientDataOf('webauthn.create', challenge, options.origin, overrides);
      const publicKey = coseKey(new Uint8Array(await exportRaw(pair.publicKey)));
      const attested = join(new Uint8Array(16), uint16(rawId.length), rawId, publicKey);
      const data = await authenticatorData(options.rpId, overrides, nextCounter(), attested);
      const attestationObject = join(
        Uint8Array.of(0xa3),
        cborText('fmt'),
        cborText('none'),
        cborText('attStmt'),
        Uint8Array.of(0xa0),
        cborText('authData'),
        cborBytes(data),
      );
      return {
        ...credential,
        response: {
          clientDataJSON: toBase64Url(clientData),
          attestationObject: toBase64Url(attestationObject),
          transports: ['internal'],
        },
      };
    },
    authenticate: async ({ challenge }, overrides = {}) => {
      const clientData = clientDataOf('webauthn.get', challenge, options.origin, overrides);
      const data = await authenticatorData(options.rpId, overrides, nextCounter());
      const signed = join(data, await sha256(clientData));
      const raw = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, signed);
      const signature = derSignature(new Uint8Array(raw));
      const last = signature.length - 1;
      if (overrides.brokenSignature === true) signature[last] = (signature[last] ?? 0) ^ 1;
      return {
        ...credential,
        response: {
          clientDataJSON: toBase64Url(clientData),
          authenticatorData: toBase64Url(data),
          signature: toBase64Url(signature),
        },
      };
    },
  };
}

function clientDataOf(type: string, challenge: string, origin: string, overrides: Overrides): Uint8Array<ArrayBuffer> {
  const { topOrigin } = overrides;
  const clientData = {
    type: overrides.type ?? type,
    challenge: overrides.challenge ?? challenge,
    origin: overrides.origin ?? origin,
    crossOrigin: overrides.crossOrigin ?? false,
    ...(topOrigin === undefined ? {} : { topOrigin }),
  };
  return join(new TextEncoder().encode(JSON.stringify(clientData)));
}

/** rpIdHash, flags, signCount, then attested credential data when there is any (WebAuthn L3 §6.1). */
async function authenticatorData(
  rpId: string,
  overrides: Overrides,
  counter: number,
  attested?: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const userPresent = overrides.userPresent === false ? 0 : 0x01;
  const userVerified = overrides.userVerified === false ? 0 : 0x04;
  const hasAttested = attested === undefined ? 0 : 0x40;
  const rpIdHash = await sha256(join(new TextEncoder().encode(overrides.rpId ?? rpId)));
  const flags = Uint8Array.of(userPresent | userVerified | hasAttested);
  return join(rpIdHash, flags, uint32(overrides.counter ?? counter), attested ?? new Uint8Array());
}

/** COSE_Key of an uncompressed P-256 point: {1: 2, 3: -7, -1: 1, -2: x, -3: y} (RFC 9053 §7.1). */
function coseKey(point: Uint8Array): Uint8Array {
  const [x, y] = [point.slice(1, 33), point.slice(33, 65)];
  const fixed = Uint8Array.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21);
  return join(fixed, cborBytes(x), Uint8Array.of(0x22), cborBytes(y));
}

function cborBytes(bytes: Uint8Array): Uint8Array {
  return join(cborHead(2, bytes.length), bytes);
}

function cborText(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return join(cborHead(3, bytes.length), bytes);
}

/** Major type and length (RFC 8949 §3). */
function cborHead(major: number, length: number): Uint8Array {
  if (length < 24) return Uint8Array.of((major << 5) | length);
  return length < 256
    ? Uint8Array.of((major << 5) | 24, length)
    : join(Uint8Array.of((major << 5) | 25), uint16(length));
}

/** WebCrypto signs as r || s, WebAuthn carries DER (X.690 §8.3): two INTEGERs without needless zero octets. */
function derSignature(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const [r, s] = [derInteger(raw.slice(0, 32)), derInteger(raw.slice(32, 64))];
  return join(Uint8Array.of(0x30, r.length + s.length), r, s);
}

function derInteger(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const body = bytes.slice(start);
  const padded = (body[0] ?? 0) >= 0x80 ? join(Uint8Array.of(0), body) : body;
  return join(Uint8Array.of(0x02, padded.length), padded);
}

async function exportRaw(key: CryptoKey): Promise<ArrayBuffer> {
  const exported = await crypto.subtle.exportKey('raw', key);
  if (!(exported instanceof ArrayBuffer)) throw new TypeError('a raw key was expected');
  return exported;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
