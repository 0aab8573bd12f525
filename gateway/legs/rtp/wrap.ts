/** Signed distance from `from` to `to` modulo 2^16: how far ahead (or behind) a sequence number is. */
export function sequenceDelta(to: number, from: number): number {
  return ((to - from) << 16) >> 16;
}

/** Signed distance from `from` to `to` modulo 2^32, in timestamp units. */
export function timestampDelta(to: number, from: number): number {
  return (to - from) | 0;
}
