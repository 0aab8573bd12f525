import type { CallOpening } from '#core/event';
import type { Events } from '../events.ts';
import type { Participant, Prompt } from '../media/participant.ts';
import { Mixer } from '../media/mixer.ts';
import type { Prompts } from '../media/prompts.ts';
import type { Report } from '../report.ts';
import type { ScoreDesk } from '../scoring/score-desk.ts';
import type { EndReason, PhoneLine } from '../session/phone-line.ts';
import type { Session } from '../session/session.ts';
import { refuseCall } from './refusal.ts';
import type { Clock, Timer } from './rtp/clock.ts';
import { toLaw } from './rtp/g711.ts';
import type { IncomingCall } from './sip/incoming-call.ts';
import type { SipLeg } from './sip/leg.ts';

export type PhoneCallDeps = {
  events: Events;
  clock: Clock;
  prompts: Prompts;
  desk: ScoreDesk;
  report: Report;
  /** How long a phone may ring. */
  ringMs: number;
};

/** Final refusals while it rings, by why it ends (RFC 3261 §21). */
const refusals: Record<EndReason, number> = {
  removed: 603,
  declined: 603,
  ended: 480,
  'callee-left': 480,
  'no-answer': 480,
  shutdown: 503,
  failed: 503,
};

/** One phone caller in a session: rings, is answered, speaks and hears through the room, and goes. */
export class PhoneCall implements PhoneLine {
  readonly participantId: string;
  readonly #call: IncomingCall;
  readonly #session: Session;
  readonly #participant: Participant;
  readonly #opening: CallOpening;
  readonly #deps: PhoneCallDeps;
  #ringTimer: Timer | undefined;
  #answering: Promise<SipLeg | undefined> | undefined;
  #leg: SipLeg | undefined;
  #mixer: Mixer | undefined;
  #over = false;

  constructor(
    call: IncomingCall,
    session: Session,
    participant: Participant,
    opening: CallOpening,
    deps: PhoneCallDeps,
  ) {
    this.#call = call;
    this.#session = session;
    this.#participant = participant;
    this.#opening = opening;
    this.#deps = deps;
    this.participantId = participant.id;
    call.on('cancel', (reason) => void this.#callerGone(reason));
  }

  /** Rings; a held caller is answered at once, so that he hears why he waits. */
  async start(): Promise<void> {
    const { clock, ringMs } = this.#deps;
    this.#call.ring();
    this.#ringTimer = clock.after(ringMs, () => void this.#noAnswer());
    if (this.#participant.held) await this.hold(this.#participant.prompt);
  }

  async calleeArrived(): Promise<void> {
    this.#ringTimer?.cancel();
    await this.#answer();
  }

  async hold(_prompt: Prompt | undefined): Promise<void> {
    // The answer itself applies what the participant's flags say by then.
    if (this.#leg === undefined) await this.#answer();
    else this.#announce();
  }

  release(): void {
    this.#mixer?.announcer.stop();
  }

  prompt(_prompt: Prompt): void {
    this.#announce();
  }

  end(reason: EndReason): void {
    if (this.#over) return;
    this.#over = true;
    this.#ringTimer?.cancel();
    this.#deps.events.note('call.ended', { sessionId: this.#session.id, reason });
    if (this.#leg !== undefined) this.#leg.hangup(reason);
    // While the 200 is being made nothing can be refused any more: the answer is followed by BYE.
    else if (this.#answering === undefined) refuseCall(this.#call, refusals[reason]);
    if (reason !== 'removed') return;
    void this.#leave('removed').then(() => this.#session.end('removed'));
  }

  #answer(): Promise<SipLeg | undefined> {
    this.#answering ??= this.#over ? Promise.resolve(undefined) : this.#takeCall();
    return this.#answering;
  }

  async #takeCall(): Promise<SipLeg | undefined> {
    try {
      const leg = await this.#call.answer();
      if (this.#over) {
        leg.hangup();
        return undefined;
      }
      this.#leg = leg;
      await this.#bridge(leg);
      return leg;
    } catch (error) {
      this.#deps.events.note('call.refused', { sessionId: this.#session.id, error });
      await this.#callerGone('failed');
      return undefined;
    }
  }

  async #bridge(leg: SipLeg): Promise<void> {
    const { id, room } = this.#session;
    const { desk, events, report } = this.#deps;
    const mixer = new Mixer(this.participantId, leg.codec);
    this.#mixer = mixer;
    // A re-INVITE may change the law; the room and the scorer keep the one that the call began with.
    leg.rtp.setSource(() => {
      const frame = mixer.nextFrame();
      return frame === null ? null : toLaw(mixer.codec, leg.codec, frame);
    });
    leg.rtp.on('packet', (packet) => room.speak(this.participantId, packet));
    // The tap comes before everything that may be paused.
    leg.rtp.on('frame', ({ lost, codec, payload }) => {
      if (!lost) desk.hearPhone(this.participantId, toLaw(codec, mixer.codec, payload));
    });
    leg.on('dtmf', () => events.note('call.dtmf', { sessionId: id }));
    leg.once('end', (reason) => void this.#callerGone(reason));
    desk.openPhone(this.#session, this.#participant, leg.codec);
    this.#announce();
    events.note('call.answered', { sessionId: id, codec: leg.codec, held: this.#participant.held });
    await room.addPhone(this.#participant, mixer);
    const facts = { ...this.#opening.facts, binding: leg.transportBinding().slice(0, 512), codec: leg.codec };
    await report({ type: 'participant.joined', sessionId: id, participantId: this.participantId, facts }, 'urgent');
  }

  #announce(): void {
    const { held, prompt } = this.#participant;
    if (held) this.#mixer?.announcer.loop(this.#deps.prompts.holdRound(prompt?.matchNumber));
    else if (prompt?.matchNumber !== undefined) {
      this.#mixer?.announcer.say(this.#deps.prompts.question(prompt.matchNumber));
    }
  }

  async #noAnswer(): Promise<void> {
    if (this.#over || this.#session.seats().length > 0) return;
    this.end('no-answer');
    await this.#leave('no-answer');
    await this.#session.end('no-answer');
  }

  /** CANCEL, BYE, a lost dialog, or an answer that came to nothing. */
  async #callerGone(reason: string): Promise<void> {
    const wasOver = this.#over;
    this.#over = true;
    this.#ringTimer?.cancel();
    this.#mixer?.close();
    if (wasOver) return;
    this.#deps.events.note('call.ended', { sessionId: this.#session.id, reason });
    await this.#leave(reason);
    await this.#session.end(this.#leg === undefined ? 'caller-cancelled' : 'caller-left');
  }

  async #leave(reason: string): Promise<void> {
    this.#deps.desk.forget(this.participantId);
    await this.#session.room.remove(this.participantId).catch(() => undefined);
    const { id } = this.#session;
    await this.#deps.report(
      { type: 'participant.left', sessionId: id, participantId: this.participantId, reason },
      'urgent',
    );
  }
}
