import { apiOf, loggedBy } from './edge-door.ts';
import { pause } from './interleaved.ts';
import { bannerAt, packetsAt } from './page-probe.ts';
import { type Bench, both } from './result.ts';

const samples = 14;
const warmUps = 2;
/** Longer than any budget here, and several packets long. */
const settledMs = 350;
const packetMs = 20;

/**
 * An administrator's order, to silence (and back) at the listener's browser. Times run from the moment the order is sent
 * to the edge, so they hold the HTTP request, the decision, the way to the gateway and the media worker.
 */
export const holdBench: Bench = {
  name: 'hold',
  run: async (stage) => {
    const world = await stage.world();
    const { employee, sessionId, callerId } = await stage.liveCall();
    const { page } = employee;
    const admin = await apiOf(world, await stage.person('Demo Admin'));
    const order = async (type: 'hold' | 'release'): Promise<number> => {
      const sentAtMs = Date.now();
      await admin(`/api/sessions/${sessionId}/participants/${callerId}/actions`, { type });
      return sentAtMs;
    };
    const silent: number[] = [];
    const heard: number[] = [];
    const banner: number[] = [];
    const firstLine = world.log.length;
    for (let i = -warmUps; i < samples; i += 1) {
      const heldAtMs = await order('hold');
      const shown = (await bannerAt(page, 'high', heldAtMs)) - heldAtMs;
      await pause(settledMs);
      const quiet = await packetsAt(page);
      const releasedAtMs = await order('release');
      await pause(settledMs);
      const flowing = await packetsAt(page);
      const arrived = flowing.packets - quiet.packets;
      if (arrived <= 0) throw new Error('no packet came after the release');
      if (i < 0) continue;
      banner.push(shown);
      silent.push(Math.max(0, quiet.lastAtMs - heldAtMs));
      // The first of `arrived` packets, which come every 20 ms: the browser dates only the latest.
      heard.push(flowing.lastAtMs - (arrived - 1) * packetMs - releasedAtMs);
    }
    const took = (type: string): number[] =>
      loggedBy(world.log.slice(firstLine), 'action.performed')
        .filter((one) => one['type'] === type)
        .map(({ tookMs }) => Number(tookMs))
        .slice(warmUps);
    return [
      ...both('decision to hold effective, order sent to last packet at the listener', silent, 'ms', [300, 300]),
      ...both('decision to hold effective, at the gateway (action.performed)', took('hold'), 'ms', undefined),
      ...both('decision to release, order sent to first packet at the listener', heard, 'ms', [300, 300]),
      ...both('decision to release, at the gateway (action.performed)', took('release'), 'ms', undefined),
      ...both('decision to banner, order sent to DOM', banner, 'ms', [80, 300]),
    ];
  },
};
