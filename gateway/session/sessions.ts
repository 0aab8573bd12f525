import type { Clock } from '../legs/rtp/clock.ts';
import type { Prompt } from '../media/participant.ts';
import { Session, type SessionDeps } from './session.ts';

/** How long orders about absent participants and the names of ended sessions are remembered: longer than any pass. */
const memoryMs = 600_000;

type Standing = {
  untilMs: number;
  /** The newest order about holding him, with the edge's time of it. */
  lane?: { held: boolean; prompt: Prompt | undefined; orderedAtMs: number };
  removed?: true;
};

/** All sessions of this gateway, and what was ordered about people who are not here yet. */
export class Sessions {
  readonly #live = new Map<string, Session>();
  readonly #ended = new Map<string, number>();
  readonly #standing = new Map<string, Standing>();
  readonly #clock: Clock;
  readonly #deps: Omit<SessionDeps, 'onEnded'>;
  readonly #onChange: ((ids: string[]) => void) | undefined;

  constructor(deps: Omit<SessionDeps, 'onEnded'>, onChange?: (ids: string[]) => void) {
    this.#deps = deps;
    this.#clock = deps.clock;
    this.#onChange = onChange;
  }

  live(): Session[] {
    return [...this.#live.values()];
  }

  get(sessionId: string): Session | undefined {
    return this.#live.get(sessionId);
  }

  hasEnded(sessionId: string): boolean {
    return (this.#ended.get(sessionId) ?? 0) > this.#clock.nowMs();
  }

  open(sessionId: string, kind: 'call' | 'meeting'): Session {
    const session = new Session(sessionId, kind, {
      ...this.#deps,
      onEnded: () => {
        this.#live.delete(sessionId);
        this.#forgetOld();
        this.#ended.set(sessionId, this.#clock.nowMs() + memoryMs);
        this.#onChange?.([...this.#live.keys()]);
      },
    });
    this.#live.set(sessionId, session);
    this.#onChange?.([...this.#live.keys()]);
    return session;
  }

  /** An order about a person, for passes of his that were made before it. */
  remember(participantId: string, order: Omit<Standing, 'untilMs'>): void {
    this.#forgetOld();
    const known = this.#standing.get(participantId);
    this.#standing.set(participantId, { ...known, ...order, untilMs: this.#clock.nowMs() + memoryMs });
  }

  standing(participantId: string): Omit<Standing, 'untilMs'> | undefined {
    const found = this.#standing.get(participantId);
    return found !== undefined && found.untilMs > this.#clock.nowMs() ? found : undefined;
  }

  #forgetOld(): void {
    const nowMs = this.#clock.nowMs();
    for (const [id, untilMs] of this.#ended) if (untilMs <= nowMs) this.#ended.delete(id);
    for (const [id, { untilMs }] of this.#standing) if (untilMs <= nowMs) this.#standing.delete(id);
  }
}
