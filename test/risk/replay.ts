import { combine } from '#core/fusion';
import type { Signal, SignalGroup } from '#core/signal';
import { attackOn, attackerModels, keyThief, type AttackerModel, type Victim } from './attackers.ts';
import type { Labelled } from './calibration.ts';
import { Engine, isAsked, isClearedByPasskey, type Judgement } from './engine.ts';
import { FreemanModel } from './freeman.ts';
import { hardNegativeOf, hardNegatives, type HardNegative } from './honest.ts';
import type { Login } from './login.ts';
import { createRandom, hash32 } from './random.ts';
import type { Stream } from './stream.ts';

/** Numbers of earlier logins, and the window of each that is measured. */
export const histories = { 2: [2, 2], 5: [4, 6], 12: [10, 14], 39: [36, 42] } as const;
export type History = keyof typeof histories;
export const historyKeys = [2, 5, 12, 39] as const satisfies History[];

/** Evidence left out, to see what each part is worth. */
export const ablations = {
  ours: () => true,
  'without device key': ({ code }) => code !== 'device-key',
  'without device': outside('device'),
  'without network': outside('network'),
  'without time': outside('time'),
  'without login': outside('login'),
  'without contacts': outside('graph'),
} as const satisfies Record<string, (signal: Signal) => boolean>;
export const methods = [...(Object.keys(ablations) as (keyof typeof ablations)[]), 'published'] as const;
export type Method = (typeof methods)[number];

function outside(group: SignalGroup): (signal: Signal) => boolean {
  return (signal) => signal.group !== group;
}

export type Who = 'honest' | AttackerModel | 'takeover';
/** How often something was asked for, of how many. */
export type Tally = { asked: number; of: number };

/** What one replay of a stream gives. */
export type Replay = {
  scores: (method: Method, history: History, who: Who) => number[];
  /** By the policy in force: who, at which history. `learning`: the profile holds fewer than three decayed sessions. */
  asked: Map<string, Tally>;
  hardNegatives: Record<HardNegative, Tally & { cleared: number; held: number }>;
  /** Honest logins with twelve or more before them; of those asked, how many one passkey clears. */
  settled: Tally & { cleared: number };
  labelled: Labelled[];
  microseconds: number[];
};

/** Where attacks come from: beside each measured login the same attacker models try to pass for its owner. */
export type Rivals = {
  attacks: (login: Login) => readonly (readonly [Who, Login])[];
  hardNegatives: (login: Login) => readonly (readonly [HardNegative, Login])[];
};

/** A generated stream with the attackers of the generator. */
export function replay(stream: Stream, seed: string): Replay {
  const random = createRandom(`${seed}/attacks`);
  const people = new Map(stream.people.map((person) => [person.id, person]));
  const victimOf = (usual: Login): Victim | undefined => {
    const person = people.get(usual.personId);
    return person && { person, usual, world: stream.world, people: people.size, atMs: usual.atMs };
  };
  return replayLogins(stream.logins, {
    attacks: (login) => {
      const victim = victimOf(login);
      if (victim === undefined) return [];
      return ([...attackerModels, keyThief] as const).map((model) => [model, attackOn(victim, model, random)] as const);
    },
    hardNegatives: (login) => {
      const victim = victimOf(login);
      if (victim === undefined || login.oddities.length > 0) return [];
      return hardNegatives.map((kind) => [kind, hardNegativeOf(victim, kind, random)] as const);
    },
  });
}

/** Logins in order of time. Those known to be takeovers are scored and never learned from. */
export function replayLogins(
  logins: Iterable<Login>,
  rivals: Rivals,
  isTakeover: (login: Login) => boolean = () => false,
): Replay {
  const run = new Run(rivals);
  for (const login of logins)
    if (isTakeover(login)) run.takeover(login);
    else run.step(login);
  return run.result();
}

export const tallyKey = (who: Who, history: History, learning: boolean) =>
  `${who} ${history} ${learning ? 'learning' : 'usable'}`;

class Run {
  readonly #rivals: Rivals;
  readonly #engine = new Engine();
  readonly #published = new FreemanModel();
  readonly #before = new Map<string, number>();
  readonly #scores = new Map<string, number[]>();
  readonly #asked = new Map<string, Tally>();
  readonly #hard = Object.fromEntries(
    hardNegatives.map((kind) => [kind, { asked: 0, of: 0, cleared: 0, held: 0 }]),
  ) as Replay['hardNegatives'];
  readonly #settled = { asked: 0, of: 0, cleared: 0 };
  readonly #labelled: Labelled[] = [];
  readonly #microseconds: number[] = [];

  constructor(rivals: Rivals) {
    this.#rivals = rivals;
  }

  step(login: Login): void {
    const before = this.#before.get(login.personId) ?? 0;
    const judgement = this.#engine.judge(login);
    this.#microseconds.push(judgement.microseconds);
    const history = historyKeys.find((key) => before >= histories[key][0] && before <= histories[key][1]);
    if (history !== undefined) this.#measure(login, judgement, history);
    if (before >= 12) this.#countSettled(judgement);
    // An honest person who is asked has his passkey: both ways the session may be learned from.
    this.#engine.learn(login);
    this.#published.learn(login);
    this.#before.set(login.personId, before + 1);
  }

  #measure(login: Login, judgement: Judgement, history: History): void {
    this.#record(login, judgement, history, 'honest');
    for (const [who, attack] of this.#rivals.attacks(login)) {
      this.#record(attack, this.#engine.judge(attack), history, who);
    }
    if (history < 12) return;
    for (const [kind, odd] of this.#rivals.hardNegatives(login)) this.#countHardNegative(kind, this.#engine.judge(odd));
  }

  /** Those few are put to the nearest history. */
  takeover(login: Login): void {
    const before = this.#before.get(login.personId) ?? 0;
    if (before === 0) return;
    const history = historyKeys.toSorted((a, b) => Math.abs(Math.log(a / before)) - Math.abs(Math.log(b / before)))[0];
    if (history !== undefined) this.#record(login, this.#engine.judge(login), history, 'takeover');
  }

  #record(login: Login, judgement: Judgement, history: History, who: Who): void {
    for (const [name, keeps] of Object.entries(ablations) as [keyof typeof ablations, (one: Signal) => boolean][]) {
      const logit = name === 'ours' ? judgement.logit : combine(judgement.signals.filter(keeps)).logit;
      this.#scoresOf(name, history, who).push(logit);
    }
    const published = this.#published.score(login);
    if (published !== undefined) this.#scoresOf('published', history, who).push(published);
    const tally = ofKey(this.#asked, tallyKey(who, history, judgement.history < 3), { asked: 0, of: 0 });
    tally.of += 1;
    tally.asked += Number(isAsked(judgement));
    if (history < 12 || who === keyThief || who === 'takeover') return;
    const fold = hash32(login.personId) % 5;
    this.#labelled.push({ logit: judgement.logit, isAttack: who !== 'honest', fold });
  }

  #countHardNegative(kind: HardNegative, judgement: Judgement): void {
    const tally = this.#hard[kind];
    tally.of += 1;
    tally.asked += Number(isAsked(judgement));
    tally.held += Number(judgement.effect === 'hold' || judgement.effect === 'block');
    tally.cleared += Number(isClearedByPasskey(judgement));
  }

  #countSettled(judgement: Judgement): void {
    this.#settled.of += 1;
    if (!isAsked(judgement)) return;
    this.#settled.asked += 1;
    this.#settled.cleared += Number(isClearedByPasskey(judgement));
  }

  #scoresOf(method: Method, history: History, who: Who): number[] {
    return ofKey(this.#scores, `${method}|${history}|${who}`, []);
  }

  result(): Replay {
    return {
      scores: (method, history, who) => this.#scoresOf(method, history, who),
      asked: this.#asked,
      hardNegatives: this.#hard,
      settled: this.#settled,
      labelled: this.#labelled,
      microseconds: this.#microseconds,
    };
  }
}

function ofKey<T>(map: Map<string, T>, key: string, empty: T): T {
  const found = map.get(key) ?? empty;
  map.set(key, found);
  return found;
}
