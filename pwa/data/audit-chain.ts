import { verifyChain, type AuditEntry, type ChainVerdict } from '#core/audit';
import type { Json } from '#core/canonical';
import { openBody } from '#core/personal';
import type { AuditPage } from '#core/view';
import type { Api } from './api.ts';

/** By box, what is sealed in entries and could be read when they were fetched. */
export type Opened = AuditPage['opened'];

/** A session's whole chain, as exported to a file and as kept for reading offline. */
export type AuditChain = { sessionId: string; entries: AuditEntry[]; opened?: Opened; asOfMs: number };

const mostPages = 200;

/** Reads all pages, first entry to last. */
export async function loadChain(api: Pick<Api, 'auditPage'>, sessionId: string, nowMs: number): Promise<AuditChain> {
  const entries: AuditEntry[] = [];
  const opened: Opened = {};
  let afterSeq = 0;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await api.auditPage(sessionId, afterSeq);
    entries.push(...page.entries);
    Object.assign(opened, page.opened);
    if (page.nextAfterSeq === undefined) break;
    afterSeq = page.nextAfterSeq;
  }
  return { sessionId, entries, opened, asOfMs: nowMs };
}

/** An entry's body for reading: what was erased, or was never opened for this chain, says so. */
export function readableBody({ body }: AuditEntry, opened: Opened = {}): Json {
  return openBody(body, ({ box }) => (Object.hasOwn(opened, box) ? opened[box] : undefined));
}

/** Verifies here in the browser, with the code the edge chains with; nobody has to be trusted or reached. */
export function verdictOf(chain: AuditChain): ChainVerdict {
  return verifyChain(chain.entries);
}

export const verdictWords: Record<Extract<ChainVerdict, { ok: false }>['reason'], string> = {
  hash: 'its content was changed after it was written',
  link: 'it does not continue the entry before it',
  order: 'an entry before it is missing or out of place',
  session: 'it belongs to another session',
};

/** Reads an exported file: the export of this page, a page of the API, or a bare list of entries. */
export function chainOfFile(text: string, nowMs: number): AuditChain | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const entries = Array.isArray(value) ? value : (value as { entries?: unknown } | null)?.entries;
  if (!Array.isArray(entries) || !entries.every(isEntry)) return undefined;
  const { asOfMs, opened } = value as { asOfMs?: unknown; opened?: unknown };
  const isRead = typeof opened === 'object' && opened !== null && !Array.isArray(opened);
  return {
    sessionId: entries[0]?.sessionId ?? '',
    entries,
    ...(isRead ? { opened: opened as Opened } : {}),
    asOfMs: typeof asOfMs === 'number' ? asOfMs : nowMs,
  };
}

function isEntry(value: unknown): value is AuditEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Record<string, unknown>;
  const texts = ['sessionId', 'actor', 'kind', 'prevHash', 'hash'].every((key) => typeof entry[key] === 'string');
  return texts && typeof entry['seq'] === 'number' && typeof entry['atMs'] === 'number' && 'body' in entry;
}
