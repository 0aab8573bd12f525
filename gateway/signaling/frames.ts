import * as v from 'valibot';
import { type RtcRequest, rtcRequestSchema } from '#core/wire';

/** One text frame of a page. A refusal names the request where its id could be read. */
export type Frame = { ok: true; request: RtcRequest } | { ok: false; id: number };

export function parseFrame(text: string): Frame {
  const value = parseJson(text);
  const parsed = v.safeParse(rtcRequestSchema, value);
  if (parsed.success) return { ok: true, request: parsed.output };
  return { ok: false, id: idOf(value) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function idOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || !('id' in value)) return 0;
  return Number.isSafeInteger(value.id) && (value.id as number) >= 1 ? (value.id as number) : 0;
}
