import type { RawData } from 'ws';

/** A WebSocket frame as text, however `ws` hands it over. */
export function textOf(frame: RawData): string {
  if (Array.isArray(frame)) return Buffer.concat(frame).toString('utf8');
  return frame instanceof ArrayBuffer ? Buffer.from(frame).toString('utf8') : frame.toString('utf8');
}
