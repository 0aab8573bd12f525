import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createEvents } from '../events.ts';
import { createFakeClock } from '../legs/rtp/fake-clock.ts';
import { createLogger } from '../logger.ts';
import { PageSeat } from '../session/page-seat.ts';
import type { Session } from '../session/session.ts';
import type { Sessions } from '../session/sessions.ts';
import type { ConnectionDeps } from './connection.ts';
import { type SignalingServer, startSignaling } from './server.ts';

const origin = 'http://pages.test';

/** What a resumed page needs of its session, and no media. */
function sessionOfOnePage(onLost: (id: string) => void): Session {
  const id = 'par_page00000000';
  const facts = { id, displayName: 'Page', leg: 'webrtc', protected: true, held: false, prompt: undefined } as const;
  const seat = new PageSeat(facts, 'key', '127.0.0.1');
  const session = {
    id: 'ses_page00000000',
    kind: 'meeting',
    roster: [],
    sendCodec: 'audio/opus',
    room: { capabilities: () => Promise.resolve({}) },
    seats: () => [seat],
    resumed: () => undefined,
    lost: (gone: PageSeat) => onLost(gone.participant.id),
  };
  return session as unknown as Session;
}

/** The pages' door alone, with time in our hands. */
describe('time on the pages’ socket', () => {
  let server: SignalingServer | undefined;
  const sockets: WebSocket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await server?.close();
  });

  async function open(options: { autoPong?: boolean } = {}) {
    const clock = createFakeClock(1_000_000);
    const events = createEvents(createLogger('silent'));
    const lost: string[] = [];
    const unused = {} as Pick<ConnectionDeps, 'report' | 'desk'>;
    const deps: ConnectionDeps = {
      ...unused,
      sessions: { live: () => [sessionOfOnePage((id) => lost.push(id))] } as unknown as Sessions,
      clock,
      events,
      admitToken: () => Promise.resolve({ ok: false, code: 'token-invalid' }),
      edgeState: () => 'connected',
    };
    server = await startSignaling({ host: '127.0.0.1', port: 0, pwaOrigin: origin, health: () => ({}) }, deps);
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rtc`, { origin, ...options });
    sockets.push(socket);
    const closed = new Promise<{ code: number; reason: string }>((resolve) =>
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    let pings = 0;
    socket.on('ping', () => {
      pings += 1;
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    const ask = async (hello: object = { token: 'x' }): Promise<string> => {
      const reply = new Promise<string>((resolve) =>
        socket.once('message', (bytes: Buffer) => resolve(bytes.toString())),
      );
      socket.send(JSON.stringify({ id: 1, method: 'hello', ...hello }));
      return reply;
    };
    return { clock, socket, closed, ask, lost, pings: () => pings };
  }

  it('closes 5 s after it opened when no hello was accepted, and not before', async () => {
    const { clock, closed, ask } = await open();
    clock.advance(4900);
    expect(await ask()).toContain('token-invalid');
    clock.advance(200);
    expect(await closed).toEqual({ code: 1008, reason: 'hello expected' });
  });

  it('cuts a page off that does not answer pings, and keeps its seat for a while', async () => {
    const { clock, closed, pings, ask, lost } = await open({ autoPong: false });
    expect(await ask({ resumeKey: 'key' })).toContain('"ok":true');
    clock.advance(10_000);
    await expect.poll(pings).toBe(1);
    expect(lost).toEqual([]);
    clock.advance(10_000);
    expect((await closed).code).toBe(1006);
    await expect.poll(() => lost).toEqual(['par_page00000000']);
  });

  it('keeps a page that answers them', async () => {
    const { clock, socket, ask, pings, lost } = await open();
    await ask({ resumeKey: 'key' });
    for (let beat = 1; beat <= 4; beat += 1) {
      clock.advance(10_000);
      await expect.poll(pings).toBe(beat);
      // The answer to this ping has arrived when the answer to what was sent after it has.
      await ask({ resumeKey: 'again' });
    }
    expect([socket.readyState, lost]).toEqual([WebSocket.OPEN, []]);
  });
});
