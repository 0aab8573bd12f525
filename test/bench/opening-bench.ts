import { openBenchPhone } from './caller.ts';
import { benchGatewayId, deliver, endOf, openAtEdge, scoreOf, type Opened } from './edge-door.ts';
import { listenToEdge } from './edge-log.ts';
import { pause } from './interleaved.ts';
import { type Bench, type BenchResult, both } from './result.ts';
import { until, type World } from '../world.ts';

const openings = 60;
const warmUps = 5;
const calls = 25;
/** The gateway takes ten new calls a second from one address, and the end of a call costs the edge something too. */
const betweenCallsMs = 250;
const stranger = '+12025550187';

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const from = performance.now();
  const value = await work();
  return { ms: performance.now() - from, value };
}

/** A decision before anybody's phone rings: the edge alone, and as the caller sees it. */
export const openingBench: Bench = {
  name: 'join',
  run: async (stage) => {
    const world = await stage.world();
    return [...(await atTheEdge(world)), ...(await atTheCaller(world))];
  },
};

async function atTheEdge(world: World): Promise<BenchResult[]> {
  const health = (): Promise<unknown> => fetch(`${world.origin}/api/health`).then((answer) => answer.json());
  const log = await listenToEdge(world);
  const floor: number[] = [];
  const trips: number[] = [];
  const opened: Opened[] = [];
  for (let i = -warmUps; i < openings; i += 1) {
    const bare = await timed(health);
    const one = await timed(() => openAtEdge(world, i % 2 ? 'Chief Executive' : 'Parcel service', stranger));
    opened.push(one.value);
    if (i < 0) continue;
    floor.push(bare.ms);
    trips.push(one.ms);
  }
  for (const [n, one] of opened.entries()) await deliver(world, [scoreOf(one, n)]);
  await deliver(world, opened.map(endOf));
  const { decided, taken } = await until('durations in the log of the edge', async () => {
    const of = (event: string): typeof log.lines => log.lines.filter((line) => line['event'] === event);
    const decided = of('call-opened').slice(warmUps);
    const taken = of('events-taken').filter((one) => one['gatewayId'] === benchGatewayId && one['stored'] === 1);
    return decided.length < openings || taken.length < openings ? undefined : { decided, taken };
  }).finally(() => log.close());
  const tookMs = (lines: typeof log.lines): number[] => lines.map((line) => Number(line['tookMs']));
  return [
    ...both('bare request to the local edge (floor)', floor, 'ms', undefined),
    ...both('join to decision, HTTP round trip of an opening', trips, 'ms', undefined, {
      peer: 'bare request',
      samples: floor,
    }),
    ...both(
      'join to decision, inside the edge (D1 look-up and a new object; 1 ms clock)',
      tookMs(decided),
      'ms',
      [5, 40],
    ),
    ...both('signal to decision, inside the edge (stored before it counts; 1 ms clock)', tookMs(taken), 'ms', [5, 40]),
  ];
}

async function atTheCaller(world: World): Promise<BenchResult[]> {
  const phone = await openBenchPhone(20_060);
  const target = `sip:1000@127.0.0.1:${world.ports.sip}`;
  const rings: number[] = [];
  const holds: number[] = [];
  try {
    for (let i = -2; i < calls; i += 1) {
      const known = await phone.untilAnswered(target, { displayName: 'Parcel service', user: stranger }, 180);
      await pause(betweenCallsMs);
      const held = await phone.untilAnswered(target, { displayName: 'Chief Executive', user: stranger }, 200);
      await pause(betweenCallsMs);
      if (i < 0) continue;
      rings.push(known);
      holds.push(held);
    }
  } finally {
    await phone.close();
  }
  return [
    ...both('join to decision, INVITE to 180 at the caller', rings, 'ms', undefined),
    ...both('join to decision, INVITE to 200 of a held caller', holds, 'ms', undefined),
  ];
}
