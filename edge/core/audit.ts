import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson, type Json } from './canonical.ts';

/** One link of a session's chain. `hash` covers everything else in it, and the hash of the link before. */
export type AuditEntry = {
  sessionId: string;
  /** From 1, without gaps. */
  seq: number;
  atMs: number;
  /** Who caused it: a person, a gateway, or the edge itself. */
  actor: string;
  kind: string;
  body: Json;
  prevHash: string;
  hash: string;
};

export type AuditDraft = Omit<AuditEntry, 'seq' | 'prevHash' | 'hash'>;

/** What the first entry points to. */
export const genesisHash = '0'.repeat(64);

export function chainEntry(draft: AuditDraft, last: Pick<AuditEntry, 'seq' | 'hash'> | undefined): AuditEntry {
  const linked = { ...draft, seq: (last?.seq ?? 0) + 1, prevHash: last?.hash ?? genesisHash };
  return { ...linked, hash: hashOf(linked) };
}

export type ChainVerdict =
  | { ok: true; entries: number; head: string }
  | { ok: false; seq: number; reason: 'hash' | 'link' | 'order' | 'session' };

/**
 * Verifies a whole chain from its first entry and names the first bad one: `hash` when the entry does not match its
 * own hash, `link` when it does not point to the one before, `order` when an entry is missing or out of place.
 */
export function verifyChain(entries: readonly AuditEntry[]): ChainVerdict {
  let last: AuditEntry | undefined;
  for (const entry of entries) {
    const reason = faultOf(entry, last);
    if (reason !== undefined) return { ok: false, seq: entry.seq, reason };
    last = entry;
  }
  return { ok: true, entries: entries.length, head: last?.hash ?? genesisHash };
}

function faultOf(entry: AuditEntry, last: AuditEntry | undefined): 'hash' | 'link' | 'order' | 'session' | undefined {
  if (entry.seq !== (last?.seq ?? 0) + 1) return 'order';
  if (last !== undefined && entry.sessionId !== last.sessionId) return 'session';
  if (entry.prevHash !== (last?.hash ?? genesisHash)) return 'link';
  return hashOf(entry) === entry.hash ? undefined : 'hash';
}

function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  return bytesToHex(sha256(utf8ToBytes(textOf(entry))));
}

/** `canonicalJson` of an entry without its hash, whose members are known and written in their order. */
function textOf({ actor, atMs, body, kind, prevHash, seq, sessionId }: Omit<AuditEntry, 'hash'>): string {
  const head = `"actor":${canonicalJson(actor)},"atMs":${canonicalJson(atMs)},"body":${canonicalJson(body)}`;
  const link = `"kind":${canonicalJson(kind)},"prevHash":${canonicalJson(prevHash)},"seq":${canonicalJson(seq)}`;
  return `{${head},${link},"sessionId":${canonicalJson(sessionId)}}`;
}
