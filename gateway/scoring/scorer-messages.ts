import type { Monitoring } from '#core/participant';
import type { VoiceStrength } from '#core/signal';
import type { AudioCodec } from '../media/codecs.ts';

/** Gateway to scorer. Audio is kept for as long as a window needs it, in memory. */
export type ScorerOrder =
  | { type: 'open'; id: string; codec: AudioCodec }
  /** G.711 bytes of a leg that speaks it, floats at 16 kHz of one that was decoded from Opus. */
  | { type: 'audio'; id: string; chunk: Uint8Array | Float32Array }
  /** Whether the model is run for this voice now; features are gathered either way, so that a start is quick. */
  | { type: 'active'; id: string; active: boolean }
  | { type: 'close'; id: string };

export type ThreadScore = {
  monitoring: Monitoring;
  llrNats?: number;
  strength?: VoiceStrength;
  windows: number;
  speechSeconds: number;
};

/** Scorer to gateway. */
export type ScorerNews =
  | { type: 'ready'; model: string; modelSha256: string }
  | { type: 'unavailable'; reason: string }
  | { type: 'score'; id: string; score: ThreadScore }
  | { type: 'alive' };
