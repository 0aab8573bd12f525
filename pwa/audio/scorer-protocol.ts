import type { Monitoring } from '#core/participant';
import type { VoiceStrength } from '#core/signal';

/** Page to scorer Worker. `sound` is the worklet's end: blocks of 16 kHz samples come through it. */
export type ScorerOrder =
  | { type: 'start'; kernels: WebAssembly.Module }
  | { type: 'add'; participantId: string; codec: string; sound: MessagePort }
  | { type: 'hold'; participantId: string; held: boolean }
  | { type: 'remove'; participantId: string };

/** One block on the wire between worklet and scorer; its buffer goes back the same way. */
export type SoundBlock = { block: ArrayBuffer };

export type VoiceReport = {
  participantId: string;
  monitoring: Monitoring;
  llrNats?: number;
  strength?: VoiceStrength;
  windows: number;
  speechSeconds: number;
  codec: string;
  atMs: number;
};

/** Scorer Worker to page. After `failed` every voice is reported as not monitored. */
export type ScorerNews =
  | { type: 'ready'; loadMs: number }
  | { type: 'failed'; reason: 'model-unreachable' | 'model-wrong-hash' | 'runtime' }
  | { type: 'report'; report: VoiceReport; inferenceMs: number };
