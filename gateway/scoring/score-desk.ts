import type { Events } from '../events.ts';
import type { Clock, Timer } from '../legs/rtp/clock.ts';
import { decodeG711 } from '../legs/rtp/g711.ts';
import type { AudioCodec } from '../media/codecs.ts';
import type { Participant } from '../media/participant.ts';
import type { Room } from '../media/room.ts';
import type { Report } from '../report.ts';
import { createByteBuffer } from './frame-buffer.ts';
import { openPageEar, type PageEar } from './page-ear.ts';
import { createScoreGate } from './score-gate.ts';
import type { Scorer } from './scorer.ts';
import type { ThreadScore } from './scorer-messages.ts';
import { createSpeechOnset } from './speech-onset.ts';
import { scorerOf } from './takeover.ts';

export type ScoreDesk = {
  openPhone(place: ScorePlace, participant: Participant, codec: 'PCMU' | 'PCMA'): void;
  /** One frame of a phone leg, as it left the jitter buffer. */
  hearPhone(participantId: string, payload: Uint8Array): void;
  openPage(place: ScorePlace, participant: Participant): void;
  /** A protected listener's device spoke about him. */
  heard(participantId: string, nowMs: number): void;
  /** He was held or released: look again who scores him. */
  setHeld(participantId: string): void;
  forget(participantId: string): void;
  /** A new thread knows no voice. */
  reopen(): void;
  takeScore(participantId: string, score: ThreadScore): void;
  /** Nobody scores at the gateway: said for whoever was being scored. */
  scorerLost(): void;
  close(): void;
};

export type ScorePlace = { id: string; room: Room };

type Voice = {
  place: ScorePlace;
  participant: Participant;
  codec: AudioCodec;
  audibleAtMs: number;
  heardAtMs: number | undefined;
  active: boolean;
  onset: ReturnType<typeof createSpeechOnset> | undefined;
  buffer: ReturnType<typeof createByteBuffer>;
  gate: ReturnType<typeof createScoreGate>;
  ear: PageEar | undefined;
};

const lookEveryMs = 1000;
const none: ThreadScore = { monitoring: 'not-monitored', windows: 0, speechSeconds: 0 };

export type ScoreDeskDeps = { clock: Clock; events: Events; report: Report; scorer: () => Scorer | undefined };

export function createScoreDesk(deps: ScoreDeskDeps): ScoreDesk {
  return new Desk(deps);
}

/** Decides voice by voice who scores it, feeds the scorer, and reports what that finds. */
class Desk implements ScoreDesk {
  readonly #deps: ScoreDeskDeps;
  readonly #voices = new Map<string, Voice>();
  #timer: Timer;

  constructor(deps: ScoreDeskDeps) {
    this.#deps = deps;
    this.#timer = this.#look();
  }

  openPhone(place: ScorePlace, participant: Participant, codec: 'PCMU' | 'PCMA'): void {
    this.#open(place, participant, codec);
  }

  openPage(place: ScorePlace, participant: Participant): void {
    const known = this.#voices.get(participant.id);
    known?.ear?.close();
    const voice = this.#open(place, participant, place.room.codecOf(participant.id));
    // A page that starts its microphone again has not begun to speak for the first time.
    if (known !== undefined) voice.onset = known.onset;
  }

  hearPhone(participantId: string, payload: Uint8Array): void {
    const voice = this.#voices.get(participantId);
    if (voice === undefined || voice.codec === 'opus' || payload.length === 0) return;
    if (voice.onset !== undefined) this.#listenForSpeech(voice, decodeG711(voice.codec, payload));
    const block = voice.buffer.push(payload);
    if (block !== undefined && !voice.participant.protected) this.#feed(voice, block);
  }

  heard(participantId: string, nowMs: number): void {
    const voice = this.#voices.get(participantId);
    if (voice === undefined) return;
    voice.heardAtMs = nowMs;
    this.#judge(voice);
  }

  setHeld(participantId: string): void {
    const voice = this.#voices.get(participantId);
    if (voice !== undefined) this.#judge(voice);
  }

  forget(participantId: string): void {
    const voice = this.#voices.get(participantId);
    if (voice === undefined) return;
    this.#voices.delete(participantId);
    voice.ear?.close();
    this.#deps.scorer()?.order({ type: 'close', id: participantId });
  }

  reopen(): void {
    for (const voice of this.#voices.values()) {
      this.#deps.scorer()?.order({ type: 'open', id: voice.participant.id, codec: voice.codec });
      if (voice.active) this.#order(voice);
    }
  }

  takeScore(participantId: string, score: ThreadScore): void {
    const voice = this.#voices.get(participantId);
    const model = this.#deps.scorer()?.model;
    if (voice === undefined || !voice.active || model === undefined) return;
    this.#report(voice, score, model);
  }

  scorerLost(): void {
    for (const voice of this.#voices.values()) {
      if (voice.active) this.#report(voice, none, { model: 'none', modelSha256: 'none' });
    }
  }

  close(): void {
    this.#timer.cancel();
    for (const participantId of this.#voices.keys()) this.forget(participantId);
  }

  #open(place: ScorePlace, participant: Participant, codec: AudioCodec): Voice {
    const voice: Voice = {
      place,
      participant,
      codec,
      audibleAtMs: this.#deps.clock.nowMs(),
      heardAtMs: undefined,
      active: false,
      onset: createSpeechOnset(),
      buffer: createByteBuffer(),
      gate: createScoreGate(),
      ear: undefined,
    };
    this.#voices.set(participant.id, voice);
    this.#deps.scorer()?.order({ type: 'open', id: participant.id, codec });
    this.#judge(voice);
    return voice;
  }

  #look(): Timer {
    return this.#deps.clock.after(lookEveryMs, () => {
      for (const voice of this.#voices.values()) this.#judge(voice);
      this.#timer = this.#look();
    });
  }

  #judge(voice: Voice): void {
    const { participant, heardAtMs, audibleAtMs } = voice;
    const facts = { protected: participant.protected, held: participant.held, heardAtMs, audibleAtMs };
    const active = scorerOf(facts, this.#deps.clock.nowMs()) === 'gateway';
    if (active !== voice.active) {
      voice.active = active;
      this.#order(voice);
      // Nobody listens and nothing scores here either: that is a state of its own, never "clean".
      if (active && this.#deps.scorer()?.model === undefined) this.scorerLost();
    }
    if (participant.leg === 'webrtc') this.#tend(voice);
  }

  #order(voice: Voice): void {
    this.#deps.scorer()?.order({ type: 'active', id: voice.participant.id, active: voice.active });
  }

  /** A page is tapped only while the gateway scores it. */
  #tend(voice: Voice): void {
    const { place, participant } = voice;
    if (!voice.active) {
      place.room.closeTap(participant.id);
      voice.ear?.close();
      voice.ear = undefined;
      return;
    }
    if (place.room.hasTap(participant.id)) return;
    voice.ear ??= openPageEar(voice.codec);
    const { ear } = voice;
    const onPacket = (rtp: Buffer): void => {
      const { pcm, chunk } = ear.hear(rtp);
      if (pcm !== undefined && voice.onset !== undefined) this.#listenForSpeech(voice, pcm);
      if (chunk !== undefined) this.#feed(voice, chunk);
    };
    place.room
      .openTap(participant.id, onPacket)
      .catch((error: unknown) => this.#deps.events.note('media.tap-failed', { participantId: participant.id, error }));
  }

  #feed(voice: Voice, chunk: Uint8Array | Float32Array): void {
    this.#deps.scorer()?.order({ type: 'audio', id: voice.participant.id, chunk });
  }

  #listenForSpeech(voice: Voice, pcm: Int16Array): void {
    if (voice.onset?.push(pcm) !== true) return;
    voice.onset = undefined;
    void this.#deps.report(
      { type: 'speech.started', sessionId: voice.place.id, participantId: voice.participant.id },
      'urgent',
    );
  }

  #report(voice: Voice, score: ThreadScore, model: { model: string; modelSha256: string }): void {
    if (!voice.gate.pass(score, this.#deps.clock.nowMs())) return;
    const { place, participant, codec } = voice;
    void this.#deps.report({
      type: 'voice.scored',
      sessionId: place.id,
      participantId: participant.id,
      source: 'gateway',
      ...score,
      ...model,
      codec,
    });
  }
}
