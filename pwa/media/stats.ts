/** What one sampling of `getStats` says about a stream (WebRTC stats: inbound-rtp, media-source, outbound-rtp). */
export type StreamSample = {
  /** Sum of squared amplitude x seconds: full scale for one second is 1. Grows only while there is sound. */
  energy: number;
  seconds: number;
  packets: number;
  packetsLost: number;
  jitterMs: number;
};

export type StreamStats = StreamSample & {
  /** Loudness since the last sampling, 0 to 1, for a meter. */
  level: number;
};

const quietDb = -55;
const loudDb = -10;

/** Loudness between two samplings on the 45 dB that a meter shows. */
export function voiceLevel(before: StreamSample | undefined, now: StreamSample): number {
  const seconds = now.seconds - (before?.seconds ?? 0);
  const energy = now.energy - (before?.energy ?? 0);
  if (seconds <= 0 || energy <= 0) return 0;
  const decibels = 10 * Math.log10(energy / seconds);
  return Math.min(1, Math.max(0, (decibels - quietDb) / (loudDb - quietDb)));
}

type Entry = Record<string, unknown> & { type?: string };

const numberOf = (entry: Entry | undefined, name: string): number => {
  const value = entry?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
};

export function readInbound(report: Iterable<Entry>): StreamSample {
  const inbound = [...report].find((entry) => entry.type === 'inbound-rtp');
  return {
    energy: numberOf(inbound, 'totalAudioEnergy'),
    seconds: numberOf(inbound, 'totalSamplesDuration'),
    packets: numberOf(inbound, 'packetsReceived'),
    packetsLost: numberOf(inbound, 'packetsLost'),
    jitterMs: numberOf(inbound, 'jitter') * 1000,
  };
}

export function readOutbound(report: Iterable<Entry>): StreamSample {
  const entries = [...report];
  const ofType = (type: string): Entry | undefined => entries.find((entry) => entry.type === type);
  const source = ofType('media-source');
  const remote = ofType('remote-inbound-rtp');
  return {
    energy: numberOf(source, 'totalAudioEnergy'),
    seconds: numberOf(source, 'totalSamplesDuration'),
    packets: numberOf(ofType('outbound-rtp'), 'packetsSent'),
    packetsLost: numberOf(remote, 'packetsLost'),
    jitterMs: numberOf(remote, 'jitter') * 1000,
  };
}
