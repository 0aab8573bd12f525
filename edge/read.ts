import * as v from 'valibot';
import { AppError, type ErrorCode } from './core/errors.ts';
import { isId, type IdKind } from './core/ids.ts';
import type { Result } from './core/result.ts';
import type { Ask } from './route.ts';

const longestBody = 64 * 1024;

/** Reads and checks a JSON body, once, at the boundary. Size is counted while reading: a length header may lie. */
export async function readBody<T extends v.GenericSchema>(
  c: Ask,
  schema: T,
  limit = longestBody,
): Promise<v.InferOutput<T>> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new AppError('unsupported-media-type');
  const text = await readText(c.req.raw.body, limit);
  const parsed = v.safeParse(schema, parseJson(text));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue) ?? '';
  throw new AppError('invalid-request', `${path === '' ? 'body' : path}: ${issue.message}`.slice(0, 300));
}

/** JSON of a body whose type the caller has looked at. */
export async function readJsonText(c: Ask, limit: number): Promise<unknown> {
  return parseJson(await readText(c.req.raw.body, limit));
}

/** Reads a CSV body. Text that is not UTF-8 is refused: guessing its encoding would spoil names without a sign. */
async function readCsvBody(c: Ask, limit: number): Promise<string> {
  const type = c.req.header('content-type') ?? '';
  if (!/^text\/csv\s*(;|$)/i.test(type)) throw new AppError('unsupported-media-type', 'The body must be text/csv');
  return readStrictText(c, limit, 'malformed-csv', 'The file is not UTF-8: save it as "CSV UTF-8".');
}

/** A log as a table, CSV or one JSON object a line, whichever the request says it is. */
export async function readLogBody(c: Ask, limit: number): Promise<{ type: 'csv' | 'ndjson'; text: string }> {
  const type = c.req.header('content-type') ?? '';
  if (/^text\/csv\s*(;|$)/i.test(type)) return { type: 'csv', text: await readCsvBody(c, limit) };
  if (!/^application\/x-ndjson\s*(;|$)/i.test(type)) {
    throw new AppError('unsupported-media-type', 'The body must be text/csv or application/x-ndjson');
  }
  return { type: 'ndjson', text: await readStrictText(c, limit, 'malformed-ndjson', 'The file is not UTF-8.') };
}

async function readStrictText(c: Ask, limit: number, code: ErrorCode, words: string): Promise<string> {
  try {
    return await readText(c.req.raw.body, limit, new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(code, words, { cause });
  }
}

async function readText(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
  decoder = new TextDecoder(),
): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  let [text, size] = ['', 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw new AppError('body-too-large');
    }
    text += decoder.decode(value, { stream: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('malformed-json', undefined, { cause });
  }
}

/** An id from the path; anything that cannot be one is simply not there. */
export function pathId(c: Ask, name: string, kind: IdKind): string {
  const id = c.req.param(name) ?? '';
  if (!isId(kind, id)) throw new AppError('not-found');
  return id;
}

/** A whole number from the query, within bounds, or the default. */
export function queryNumber(c: Ask, name: string, bounds: { least: number; most: number; otherwise: number }): number {
  const text = c.req.query(name);
  if (text === undefined) return bounds.otherwise;
  if (!/^\d{1,15}$/.test(text)) throw new AppError('invalid-request', `${name}: a whole number is expected`);
  return Math.min(bounds.most, Math.max(bounds.least, Number(text)));
}

export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new AppError(result.code, result.detail);
}
