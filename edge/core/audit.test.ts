import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AuditEntry, chainEntry, verifyChain } from './audit.ts';
import { canonicalJson, type Json } from './canonical.ts';

function chainOf(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let i = 0; i < length; i += 1) {
    entries.push(
      chainEntry(
        { sessionId: 'ses_a', atMs: i, actor: 'edge', kind: 'signal', body: { code: 'number-unknown', i } },
        entries.at(-1),
      ),
    );
  }
  return entries;
}

test('an untouched chain verifies, and so does an empty one', () => {
  const entries = chainOf(20);
  expect(verifyChain(entries)).toEqual({ ok: true, entries: 20, head: entries.at(-1)?.hash });
  expect(verifyChain([])).toMatchObject({ ok: true, entries: 0 });
});

test('a chain that came through JSON still verifies', () => {
  expect(verifyChain(JSON.parse(JSON.stringify(chainOf(5))) as AuditEntry[]).ok).toBe(true);
});

test('the first bad entry is named whichever single byte is changed', () => {
  const text = chainOf(6).map((entry) => JSON.stringify(entry));
  fc.assert(
    fc.property(fc.nat(5), fc.nat(10_000), fc.integer({ min: 1, max: 25 }), (at, offset, shift) => {
      const row = text[at] ?? '';
      const index = offset % row.length;
      const letter = row.charCodeAt(index);
      // Only letters and digits inside values: a broken frame is not JSON any more and is found before the chain is.
      fc.pre(/[a-z0-9]/.test(row[index] ?? ''));
      const changed = row.slice(0, index) + String.fromCharCode(48 + ((letter + shift) % 10)) + row.slice(index + 1);
      fc.pre(changed !== row);
      const parsed = text.map((line, i): AuditEntry | undefined => {
        try {
          return JSON.parse(i === at ? changed : line) as AuditEntry;
        } catch {
          return undefined;
        }
      });
      fc.pre(!parsed.includes(undefined) && JSON.stringify(parsed[at]) !== row);
      const verdict = verifyChain(parsed.filter((entry) => entry !== undefined));
      expect(verdict.ok).toBe(false);
      const known = parsed[at]?.seq === at + 1;
      if (!verdict.ok && known) expect(verdict.seq).toBe(at + 1);
    }),
    { numRuns: 500 },
  );
});

test('a removed, a repeated and a swapped entry are each found where they are', () => {
  const entries = chainOf(6);
  const [one, two, three, four] = entries as [AuditEntry, AuditEntry, AuditEntry, AuditEntry];
  expect(verifyChain([one, three, four])).toEqual({ ok: false, seq: 3, reason: 'order' });
  expect(verifyChain([one, two, two, three])).toEqual({ ok: false, seq: 2, reason: 'order' });
  expect(verifyChain([one, three, two])).toEqual({ ok: false, seq: 3, reason: 'order' });
});

test('a rewritten entry with a hash of its own breaks the link of the next', () => {
  const [one, two, three] = chainOf(3) as [AuditEntry, AuditEntry, AuditEntry];
  const forged = chainEntry({ ...two, body: { code: 'invite-bound' } }, one);
  expect(verifyChain([one, forged, three])).toEqual({ ok: false, seq: 3, reason: 'link' });
});

test('the hash of an entry is SHA-256 over its canonical text without the hash, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.jsonValue({ maxDepth: 3 }), fc.nat(), (actor, kind, value, atMs) => {
      const body = JSON.parse(JSON.stringify(value)) as Json;
      const { hash, ...rest } = chainEntry({ sessionId: 'ses_a', atMs, actor, kind, body }, undefined);
      expect(hash).toBe(bytesToHex(sha256(utf8ToBytes(canonicalJson(rest)))));
    }),
  );
});

test('an entry longer than most is hashed whole', () => {
  const { hash, ...rest } = chainEntry(
    { sessionId: 'ses_a', atMs: 1, actor: 'edge', kind: 'report', body: { text: 'é'.repeat(5000) } },
    undefined,
  );
  expect(hash).toBe(bytesToHex(sha256(utf8ToBytes(canonicalJson(rest)))));
});
