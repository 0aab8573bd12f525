import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical.ts';
import type { Policy } from './policy-model.ts';

/** Canonical text of the rules: the version is a name the store gives, and no rule. */
export function policyText(policy: Policy): string {
  return canonicalJson({ ...policy, version: undefined });
}

/** SHA-256 (hex) of the rules: two versions with the same rules have the same hash. */
export function policyHash(policy: Policy): string {
  return bytesToHex(sha256(utf8ToBytes(policyText(policy))));
}
