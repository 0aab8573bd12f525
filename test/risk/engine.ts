import { assess } from '#core/assess';
import { BaselineBook } from '#core/baseline-book';
import { rankOf, type Effect } from '#core/effect';
import { combine } from '#core/fusion';
import { lessonOf } from '#core/lesson';
import { decide, firstPolicy } from '#core/policy';
import { signalOf, type Signal } from '#core/signal';
import { observationOf, type Login } from './login.ts';

export type Judgement = {
  signals: Signal[];
  logit: number;
  p: number;
  effect: Effect;
  floors: string[];
  /** Decayed sessions in the profile. */
  history: number;
  sessions: number;
  /** Time of assessing, adding up and deciding; reading the counts is the store's part. */
  microseconds: number;
};

/** Our engine as the edge runs it, on counts in memory: one tenant, first policy, every claim that of a colleague. */
export class Engine {
  readonly #book = new BaselineBook();
  #lessons = 0;

  judge(login: Login): Judgement {
    const seen = observationOf(login);
    const baseline = this.#book.baselineFor(login, seen);
    const from = performance.now();
    const findings = assess(seen, baseline);
    const signals = findings.map(({ code, evidence, llrNats }, i) =>
      signalOf(code, {
        id: String(i),
        participantId: login.personId,
        source: 'edge',
        evidence,
        atMs: login.atMs,
        ...(llrNats === undefined ? {} : { llrNats }),
      }),
    );
    const risk = combine(signals);
    const { effect, floors } = decide(risk, firstPolicy, {
      claimsColleague: true,
      proved: false,
      atMs: login.atMs,
      sessions: baseline.sessions,
    });
    const microseconds = (performance.now() - from) * 1000;
    return {
      signals,
      logit: risk.logit,
      p: risk.p,
      effect,
      floors,
      history: baseline.history,
      sessions: baseline.sessions,
      microseconds,
    };
  }

  /** Only what was quiet or passed its challenge may be learned from: that is for the caller to see to. */
  learn(login: Login): void {
    this.#lessons += 1;
    const { personId, teamId } = login;
    const facts = { key: String(this.#lessons), personId, source: 'session' as const };
    this.#book.learn(lessonOf(observationOf(login), teamId === '' ? facts : { ...facts, teamId }));
  }
}

export function isAsked({ effect }: Pick<Judgement, 'effect'>): boolean {
  return rankOf(effect) >= rankOf('ask');
}

/** Whether one passkey, given right after, ends whatever was decided. */
export function isClearedByPasskey({ signals, effect, sessions }: Judgement): boolean {
  const atMs = (signals[0]?.atMs ?? 0) + 20_000;
  const participantId = signals[0]?.participantId ?? '';
  const passed = signalOf('challenge-passed', { id: 'passed', participantId, source: 'edge', evidence: {}, atMs });
  const after = decide(combine([...signals, passed]), firstPolicy, {
    claimsColleague: true,
    proved: true,
    provedAtMs: atMs,
    atMs,
    sessions,
    previousEffect: effect,
    previousSinceMs: atMs - 20_000,
  });
  return after.effect === 'none';
}
