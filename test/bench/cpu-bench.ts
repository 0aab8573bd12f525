import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { World } from '../world.ts';
import { deliver, endOf, type Opened, openAtEdge, scoreOf } from './edge-door.ts';
import { pause } from './interleaved.ts';
import { type Bench, median, round } from './result.ts';

const rounds = 5;
const requests = 60;
const batches = 4;
const batchSize = 50;
const idleMs = 1_500;

/** Processor time of the edge for each event: all of workerd, user and system, as the kernel counts it. */
export const cpuBench: Bench = {
  name: 'edge-cpu',
  run: async (stage) => {
    const world = await stage.world();
    const calls = await Promise.all(
      Array.from({ length: 10 }, () => openAtEdge(world, 'Parcel service', '+12025550187')),
    );
    const work = loadsOf(world, calls);
    await work.single();
    await pause(1_000);
    const idle = await spent(world, () => pause(idleMs));
    const idlePerMs = idle.cpuMs / idle.wallMs;
    const costs = { bare: [] as number[], single: [] as number[], batched: [] as number[] };
    for (let i = 0; i < rounds; i += 1) {
      for (const [name, count] of [
        ['bare', requests],
        ['single', requests],
        ['batched', batches * batchSize],
      ] as const) {
        const { cpuMs, wallMs } = await spent(world, work[name]);
        costs[name].push(Math.max(0, cpuMs - idlePerMs * wallMs) / count);
      }
    }
    await deliver(world, calls.map(endOf));
    const [bare, single, batched] = [median(costs.bare), median(costs.single), median(costs.batched)];
    return [
      { name: 'edge CPU per bare request, local proxy included (floor)', value: round(bare), unit: 'ms' },
      {
        name: 'edge CPU per event alone in its request, proxy included',
        value: round(single),
        unit: 'ms',
        peer: 'bare request',
        ratio: round(single / bare),
      },
      {
        name: 'edge CPU per event, above a bare request (local D1 and storage included)',
        value: round(Math.max(0, single - bare)),
        unit: 'ms',
        budget: 0.5,
      },
      {
        name: 'edge CPU per event in batches of 50 (10 sessions)',
        value: round(batched),
        unit: 'ms',
        budget: 0.5,
        peer: 'bare request',
        ratio: round(batched / bare),
      },
    ];
  },
};

function loadsOf(world: World, calls: readonly Opened[]) {
  let n = 0;
  const next = () => {
    n += 1;
    return scoreOf(calls[n % calls.length] as Opened, n);
  };
  return {
    bare: () => repeat(requests, async () => void (await (await fetch(`${world.origin}/api/health`)).json())),
    single: () => repeat(requests, () => deliver(world, [next()])),
    batched: () => repeat(batches, () => deliver(world, Array.from({ length: batchSize }, next))),
  };
}

async function repeat(times: number, work: () => Promise<void>): Promise<void> {
  for (let i = 0; i < times; i += 1) await work();
}

async function spent(world: World, work: () => Promise<void>): Promise<{ cpuMs: number; wallMs: number }> {
  const group = world.stack.edge().child.pid ?? 0;
  const [cpu, wall] = [workerdCpuMs(group), performance.now()];
  await work();
  // What follows an answer (projection, broadcast) is part of the event's price.
  await pause(150);
  return { cpuMs: workerdCpuMs(group) - cpu, wallMs: performance.now() - wall };
}

const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;

/** utime + stime of every workerd in the process group (proc(5), /proc/pid/stat fields 5, 14 and 15). */
function workerdCpuMs(group: number): number {
  let ticks = 0;
  let found = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = statOf(pid);
    const end = stat.lastIndexOf(')');
    const fields = stat.slice(end + 2).split(' ');
    if (!stat.slice(0, end).endsWith('(workerd') || Number(fields[2]) !== group) continue;
    found += 1;
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  if (found === 0) throw new Error('no workerd runs in the group of the edge');
  return (ticks * 1000) / ticksPerSecond;
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return ''; // Ended meanwhile.
  }
}
