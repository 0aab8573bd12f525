import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** True when the bytes are exactly the weights that the manifest names. Wrong weights must never be run. */
export function verifyModelBytes(bytes: Uint8Array, sha256Hex: string): boolean {
  return bytesToHex(sha256(bytes)) === sha256Hex.toLowerCase();
}
