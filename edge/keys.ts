import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Keys that only the edge can make: derived from both secrets, of which a gateway knows but one (RFC 5869). */
export type EdgeKeys = { drillMark: Uint8Array; invitation: Uint8Array; network: Uint8Array };

export function deriveKeys(secrets: { gatewayKey: string; setupKey: string }): EdgeKeys {
  const material = utf8ToBytes(`${secrets.gatewayKey}\n${secrets.setupKey}`);
  const derive = (purpose: string) => hkdf(sha256, material, undefined, utf8ToBytes(`countersign ${purpose}`), 32);
  return { drillMark: derive('drill mark'), invitation: derive('invitation'), network: derive('network prefix') };
}

export function sign(key: Uint8Array, text: string): Uint8Array {
  return hmac(sha256, key, utf8ToBytes(text));
}
