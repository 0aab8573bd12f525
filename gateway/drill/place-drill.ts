import type { Events } from '../events.ts';
import { drillHeader } from '../legs/call-opening.ts';
import type { Clock } from '../legs/rtp/clock.ts';
import { encodeG711 } from '../legs/rtp/g711.ts';
import type { SipLeg } from '../legs/sip/leg.ts';
import type { OutgoingCall } from '../legs/sip/outgoing-call.ts';
import type { PlaceCallOptions } from '../legs/sip/outgoing-call.ts';
import type { DrillAction, Outcome } from '../session/perform-action.ts';
import type { Synthesiser } from '../speech/synthesise.ts';
import { drillText } from './drill-speech.ts';

export type DrillDeps = {
  synthesiser: Synthesiser | undefined;
  placeCall: (target: string, options: PlaceCallOptions) => OutgoingCall;
  /** Where our own SIP door is. */
  sipAddress: () => { host: string; port: number };
  clock: Clock;
  events: Events;
};

export type Drills = {
  place(action: DrillAction): Promise<Outcome>;
  /** The session that a marked call got. */
  noteSession(mark: string, sessionId: string): void;
  close(): void;
};

/** Pause between two rounds of the text, as a person would make. */
const breathSamples = 8000;
const sessionWaitMs = 5000;

/** Places marked calls through our own SIP door; from there on they go the way of every call. */
export function createDrills(deps: DrillDeps): Drills {
  /** By mark; only marks that we place are remembered, whatever strangers write into their INVITEs. */
  const sessions = new Map<string, string | undefined>();
  const running = new Set<OutgoingCall>();
  let speech: Promise<Int16Array> | undefined;

  function spoken(synthesiser: Synthesiser): Promise<Int16Array> {
    speech ??= synthesiser.speak(drillText).catch((error: unknown) => {
      speech = undefined;
      throw error;
    });
    return speech;
  }

  async function place(action: DrillAction): Promise<Outcome> {
    const sessionId = (): string | undefined => sessions.get(action.mark);
    if (deps.synthesiser === undefined) {
      return { ok: false, sessionId: sessionId(), reason: 'neither espeak-ng nor flite is installed' };
    }
    sessions.set(action.mark, undefined);
    try {
      const pcm = await spoken(deps.synthesiser);
      const call = dial(action, pcm);
      await progress(call, deps.clock);
      const detail = sessions.get(action.mark) !== undefined ? {} : { detail: 'the call was not seen to arrive' };
      return { ok: true, sessionId: sessionId(), ...detail };
    } catch (error) {
      return { ok: false, sessionId: sessionId(), reason: error instanceof Error ? error.message : String(error) };
    } finally {
      deps.clock.after(sessionWaitMs, () => sessions.delete(action.mark));
    }
  }

  function dial(action: DrillAction, pcm: Int16Array): OutgoingCall {
    const { host, port } = deps.sipAddress();
    const call = deps.placeCall(`sip:${encodeURIComponent(action.callee)}@${host}:${port}`, {
      from: { displayName: action.displayName, user: action.number },
      headers: [[drillHeader, action.mark]],
    });
    running.add(call);
    const over = deps.clock.after(action.durationMs, () => call.cancel());
    const done = (reason: string): void => {
      if (!running.delete(call)) return;
      over.cancel();
      deps.events.note('drill.ended', { drillId: action.drillId, reason });
    };
    call.on('answered', (leg) => leg.rtp.setSource(speechSource(leg, pcm)));
    call.on('failed', (status, reason) => done(`${status} ${reason}`));
    call.on('end', done);
    deps.events.note('drill.placed', { drillId: action.drillId, callee: action.callee });
    return call;
  }

  // Rendered now, so that no call has to wait for it later.
  if (deps.synthesiser !== undefined) spoken(deps.synthesiser).catch(() => undefined);

  return {
    place,
    noteSession(mark, sessionId) {
      if (sessions.has(mark)) sessions.set(mark, sessionId);
    },
    close() {
      for (const call of running) call.cancel();
    },
  };
}

/** Resolves when it rings or was answered, rejects when it failed. */
function progress(call: OutgoingCall, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const tooLong = clock.after(10_000, () => reject(new Error('no answer from the SIP door')));
    const settle = (): void => {
      tooLong.cancel();
      resolve();
    };
    call.once('ringing', settle);
    call.once('answered', settle);
    call.once('failed', (status, reason) => {
      tooLong.cancel();
      reject(new Error(`the call was refused: ${status} ${reason}`));
    });
  });
}

/** 20 ms a pull, round and round. */
function speechSource(leg: SipLeg, pcm: Int16Array): () => Uint8Array {
  const bytes = encodeG711(leg.codec, joinBreath(pcm));
  let at = 0;
  return () => {
    if (at + 160 > bytes.length) at = 0;
    at += 160;
    return bytes.subarray(at - 160, at);
  };
}

function joinBreath(pcm: Int16Array): Int16Array {
  const whole = new Int16Array(pcm.length + breathSamples);
  whole.set(pcm);
  return whole;
}
