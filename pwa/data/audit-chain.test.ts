import { expect, test } from 'vitest';
import { chainEntry, type AuditEntry } from '#core/audit';
import { chainOfFile, loadChain, readableBody, verdictOf } from './audit-chain.ts';

function entriesOf(count: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let n = 1; n <= count; n += 1) {
    entries.push(
      chainEntry({ sessionId: 'ses_1', atMs: n, actor: 'edge', kind: 'signal', body: { n } }, entries.at(-1)),
    );
  }
  return entries;
}

test('all pages are read in order', async () => {
  const entries = entriesOf(5);
  const auditPage = (sessionId: string, after: number) => {
    const page = entries.slice(after, after + 2);
    const more = after + 2 < entries.length ? { nextAfterSeq: after + 2 } : {};
    const opened = Object.fromEntries(page.map(({ seq }) => [`box-${seq}`, seq]));
    return Promise.resolve({ sessionId, entries: page, opened, ...more });
  };
  const chain = await loadChain({ auditPage }, 'ses_1', 9);
  expect(chain.entries).toEqual(entries);
  expect(verdictOf(chain)).toMatchObject({ ok: true, entries: 5 });
  expect(Object.keys(chain.opened ?? {})).toHaveLength(5);
});

test('an exported file verifies, and one changed byte names its entry', () => {
  const text = JSON.stringify({ sessionId: 'ses_1', entries: entriesOf(4), asOfMs: 7 });
  const whole = chainOfFile(text, 1);
  expect(whole?.asOfMs).toBe(7);
  expect(whole && verdictOf(whole).ok).toBe(true);
  const changed = chainOfFile(text.replace('"n":3', '"n":4'), 1);
  expect(changed && verdictOf(changed)).toEqual({ ok: false, seq: 3, reason: 'hash' });
});

test('a bare list is taken too', () => {
  expect(chainOfFile(JSON.stringify(entriesOf(2)), 1)?.sessionId).toBe('ses_1');
});

test.each(['', '{', 'null', '{"entries":1}', '[{"seq":1}]', '"text"'])('%j is no chain', (text) => {
  expect(chainOfFile(text, 1)).toBeUndefined();
});

test('what is sealed is read where it could be opened, and is called erased elsewhere', () => {
  const body = { name: { $sealed: ['per_1'], box: 'AAAA' }, from: [{ $sealed: ['per_2'], box: 'BBBB' }], seen: 3 };
  const entry = chainEntry({ sessionId: 'ses_1', atMs: 1, actor: 'edge', kind: 'signal', body }, undefined);
  const file = chainOfFile(JSON.stringify({ entries: [entry], opened: { AAAA: 'Finance Lead' } }), 1);
  expect(file && verdictOf(file).ok).toBe(true);
  expect(readableBody(entry, file?.opened)).toEqual({ name: 'Finance Lead', from: ['erased'], seen: 3 });
  expect(readableBody(entry)).toMatchObject({ name: 'erased' });
  expect(chainOfFile(JSON.stringify({ entries: [entry], opened: 'no' }), 1)?.opened).toBeUndefined();
});
