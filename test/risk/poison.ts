import { firstPolicy } from '#core/policy';
import { Engine, isAsked } from './engine.ts';
import type { Login } from './login.ts';
import { assumptions } from './population.ts';
import { createRandom } from './random.ts';
import { createStream, type Stream } from './stream.ts';
import { anyNetwork, carrierOf } from './world.ts';

/**
 * Thirty days of patience. The attacker holds the password and a device of his own, and tries to become usual before he
 * strikes (requirements E.6 item 12). What he does each day is judged, and learned from only when it was quiet.
 */
export const poisonScripts = {
  /** Begins as a copy of his victim and turns day by day into himself. */
  drift: 'copies everything, changes one thing after the other',
  /** Twenty attempts a day, all alike. */
  flood: 'twenty attempts a day',
  /** What runs in his victim's browser sends the victim's own quiet sessions through his network. */
  proxy: 'the victim’s own sessions pass through the attacker’s network and browser name',
  /** A colleague on the same team who makes his device and network usual for the team. */
  insider: 'a colleague of the team first makes his own device usual',
} as const;
export type PoisonScript = keyof typeof poisonScripts;

export type PoisonDay = { day: number; p: number; asked: boolean };

const dayMs = 86_400_000;
const days = 30;

/** `from`: the day on which the attempts begin; honest sessions go on all the time. */
export function poison(script: PoisonScript, seed: string, from = 1): PoisonDay[] {
  const stream = createStream(`${seed}/poison`, { ...assumptions, people: 48 });
  const engine = new Engine();
  const scene = sceneOf(stream, seed);
  for (const login of stream.logins) if (login.atMs <= scene.usual.atMs) engine.learn(login);
  return Array.from({ length: days }, (_, i) => {
    const day = i + 1;
    for (const quiet of honestSessions(script, scene, day)) engine.learn(quiet);
    return attempt(engine, day < from ? [] : attacksOf(script, scene, day), day);
  });
}

type Scene = { usual: Login; own: Login; insider: string };

/** The victim: most settled of those who log in nearly every day, so that his profile is as firm as it gets. */
function sceneOf(stream: Stream, seed: string): Scene {
  const random = createRandom(`${seed}/poisoner`);
  const victim = stream.people.toSorted((a, b) => b.logins / b.everyDays - a.logins / a.everyDays)[0];
  const usual = stream.logins.findLast(({ personId, oddities }) => personId === victim?.id && oddities.length === 0);
  const colleague = stream.people.find(({ teamId, id }) => teamId === victim?.teamId && id !== victim.id);
  if (victim === undefined || usual === undefined || colleague === undefined) throw new Error('nobody to impersonate');
  const network = anyNetwork(stream.world, carrierOf(stream.world, victim.country, 'hotel', random), random);
  const own = { ...usual, deviceKey: 'attacker', network, failed: 0 };
  return { usual: { ...usual, failed: 0 }, own, insider: colleague.id };
}

/** The victim comes to work each day; what the script can slip into honest sessions comes with him. */
function honestSessions(script: PoisonScript, { usual, own, insider }: Scene, day: number): Login[] {
  const session = { ...usual, atMs: usual.atMs + day * dayMs };
  switch (script) {
    case 'drift':
    case 'flood':
      return [session];
    case 'proxy':
      return [{ ...session, network: own.network, userAgent: own.userAgent }];
    case 'insider':
      return [session, ...Array.from({ length: 10 }, () => ({ ...own, personId: insider, atMs: session.atMs }))];
    default:
      return script satisfies never;
  }
}

function attacksOf(script: PoisonScript, { usual, own }: Scene, day: number): Login[] {
  const atMs = usual.atMs + day * dayMs + 3_600_000;
  const copy = { ...usual, atMs, deviceKey: own.deviceKey };
  switch (script) {
    case 'drift':
      return [
        {
          ...copy,
          network: day < 10 ? usual.network : { ...own.network, asn: day < 20 ? usual.network.asn : own.network.asn },
        },
      ];
    case 'flood':
      return Array.from({ length: 20 }, (_, i) => ({ ...copy, atMs: atMs + i * 60_000 }));
    case 'proxy':
    case 'insider':
      return [{ ...copy, network: own.network, userAgent: own.userAgent }];
    default:
      return script satisfies never;
  }
}

/** The mildest judgement of the day; what passes unasked is learned from, as the edge would. */
function attempt(engine: Engine, attacks: readonly Login[], day: number): PoisonDay {
  const result = { day, p: 1, asked: true };
  for (const attack of attacks) {
    const judgement = engine.judge(attack);
    result.p = Math.min(result.p, judgement.p);
    if (isAsked(judgement)) continue;
    result.asked = false;
    engine.learn(attack);
  }
  return result;
}

export const askThreshold = firstPolicy.bands.ask;

/** Share of very targeted attackers asked, so many days after the victim's last session. */
export function dormant(seed: string, idleDays: number): { asked: number; of: number } {
  const stream = createStream(`${seed}/dormant`, { ...assumptions, people: 96 });
  const engine = new Engine();
  const last = new Map<string, Login>();
  for (const login of stream.logins) {
    engine.learn(login);
    last.set(login.personId, login);
  }
  const settled = [...last.values()].filter(
    ({ personId }) => (stream.people.find(({ id }) => id === personId)?.logins ?? 0) > 12,
  );
  const asked = settled.filter((usual) =>
    isAsked(engine.judge({ ...usual, atMs: usual.atMs + idleDays * dayMs, deviceKey: 'attacker' })),
  );
  return { asked: asked.length, of: settled.length };
}
