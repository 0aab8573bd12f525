/** The two G.711 laws: what every telephone speaks and what every browser must play (RFC 7874 §3). */
export type Codec = 'PCMU' | 'PCMA';

/** Static payload types, RFC 3551 §6. */
export const staticPayloadType = { PCMU: 0, PCMA: 8 } as const satisfies Record<Codec, number>;

/** One byte of digital silence in each law. */
export const silenceByte = { PCMU: 0xff, PCMA: 0xd5 } as const satisfies Record<Codec, number>;

export const clockRateHz = 8000;
export const samplesPerMs = clockRateHz / 1000;
export const frameMs = 20;
/** G.711 has one byte a sample, so this is also the size of a 20 ms frame in bytes. */
export const frameSamples = frameMs * samplesPerMs;
