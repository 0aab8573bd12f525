import type { Page } from 'playwright-core';
import { openPageClient, type PageClient } from '../../gateway/testing/page-client.ts';
import type { World } from '../world.ts';
import { type Api, apiOf } from './edge-door.ts';
import { pause } from './interleaved.ts';
import { bannerAt, probePage } from './page-probe.ts';
import { type Bench, both } from './result.ts';
import type { Stage } from './stage.ts';

const guests = 4;
const samples = 24;
/**
 * A listener may say something about one speaker once in 900 ms. So guests take turns, and of two listeners one says
 * what raises the banner, the other what lowers it.
 */
const betweenScoresMs = 950;

type Grant = { token: string; participantId: string };
type Meeting = { sessionId: string; invitations: { url: string; protected: boolean }[] };
type Scene = { page: Page; listeners: PageClient[]; speakers: string[]; close: () => Promise<void> };

/**
 * A listener's score that crosses a decision, to the banner on a colleague's page in Chromium. The score goes the whole
 * way: page socket, gateway, its spool, edge, decision, watch socket, DOM.
 */
export const bannerBench: Bench = {
  name: 'banner',
  run: async (stage) => {
    const scene = await openMeeting(stage);
    const raised: number[] = [];
    const lowered: number[] = [];
    const lastAtMs = new Map<string, number>();
    const score = async (by: 0 | 1, speaker: string, llrNats: number, level: string): Promise<number> => {
      const pair = `${by} ${speaker}`;
      await pause(Math.max(0, (lastAtMs.get(pair) ?? 0) + betweenScoresMs - Date.now()));
      const sentAtMs = Date.now();
      lastAtMs.set(pair, sentAtMs);
      const answer = await scene.listeners[by]?.request('voice-score', scoreAbout(speaker, llrNats, sentAtMs));
      if (answer?.ok !== true) throw new Error(`a score was refused: ${answer?.code}`);
      return (await bannerAt(scene.page, level, sentAtMs)) - sentAtMs;
    };
    try {
      for (let i = -guests; i < samples; i += 1) {
        const speaker = scene.speakers[(i + guests) % guests] ?? '';
        const up = await score(0, speaker, 4, 'caution');
        const down = await score(1, speaker, -0.7, 'none');
        if (i < 0) continue;
        raised.push(up);
        lowered.push(down);
      }
    } finally {
      await scene.close();
    }
    return [
      ...both('score window to banner, score sent to DOM', raised, 'ms', [80, 300]),
      ...both('score window to banner gone, score sent to DOM', lowered, 'ms', [80, 300]),
    ];
  },
};

function scoreAbout(participantId: string, llrNats: number, atMs: number): object {
  const strength = llrNats > 0 ? 'strong' : 'none';
  const model = { model: 'bench', modelSha256: 'bench', codec: 'opus' };
  return { participantId, monitoring: 'scoring', llrNats, strength, windows: 4, speechSeconds: 6, ...model, atMs };
}

/** One colleague in Chromium, two who listen, and guests who only hold their place. */
async function openMeeting(stage: Stage): Promise<Scene> {
  const world = await stage.world();
  const watcher = await stage.person('Chief Executive');
  const host = await apiOf(world, await stage.person('Demo Admin'));
  const other = await apiOf(world, await stage.person('Finance Lead'));
  const invitees = Array.from({ length: guests }, (_, i) => ({ name: `Guest ${i}`, email: `guest${i}@demo.example` }));
  const colleagues = [{ personId: 'per_demo-chief-executive' }, { personId: 'per_demo-finance-lead' }];
  const meeting = await host<Meeting>('/api/meetings', {
    title: 'Bench',
    invitees: [...colleagues, ...invitees],
  });
  const clients: PageClient[] = [];
  const seat = async (api: Api, route: string): Promise<string> => {
    const grant = await api<Grant>(route, {});
    clients.push(await seated(world, grant));
    return grant.participantId;
  };
  for (const one of [host, other]) await seat(one, `/api/sessions/${meeting.sessionId}/join`);
  const listeners = [...clients];
  const speakers: string[] = [];
  for (const { url } of meeting.invitations.filter((one) => !one.protected)) {
    // Each guest without a cookie of the others: another device.
    const token = new URL(url).pathname.split('/').at(-1) ?? '';
    speakers.push(await seat(await apiOf(world), `/api/invitations/${token}/join`));
  }
  await probePage(watcher.page);
  await watcher.page.goto(`${world.origin}/call/${meeting.sessionId}`);
  await watcher.page
    .getByTestId('participant')
    .nth(guests + 1)
    .waitFor();
  const close = async (): Promise<void> => {
    for (const client of clients) client.close();
    await watcher.page.goto('about:blank');
  };
  return { page: watcher.page, listeners, speakers, close };
}

async function seated(world: World, { token }: Grant): Promise<PageClient> {
  const client = await openPageClient(world.ports.gateway, world.origin);
  const hello = await client.request('hello', { token });
  if (!hello.ok) throw new Error(`the gateway refused a pass: ${hello.code}`);
  return client;
}
