import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { auditOf, gatewayId, gatewayKey, openCall, openOffice, openSocket, report, viewOf, voice } from './world.ts';

afterEach(() => vi.useRealTimers());

const known = { from: { displayName: 'Chief Executive', number: '+12025550102', asserted: true } };
const fleetPath = `/api/gateway/connect?gatewayId=${gatewayId}`;
const facts = { leg: 'webrtc', binding: 'dtls:1', remoteAddress: '192.0.2.8', codec: 'PCMU' } as const;

/** A call in progress at a gateway. */
async function talk() {
  const { admin } = await openOffice();
  const gateway = await openSocket(fleetPath, gatewayKey);
  const { call, opened } = await openCall(known);
  await report(call.sessionId, { type: 'participant.joined', participantId: opened.calleeId, facts });
  const object = env.SESSIONS.get(env.SESSIONS.idFromName(call.sessionId));
  return {
    gateway,
    call,
    view: () => viewOf(call.sessionId, admin),
    /** Time goes on; the platform would run the alarm. */
    pass: async (minutes: number) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });
      await runDurableObjectAlarm(object);
    },
    forget: () => evictDurableObject(object),
  };
}

async function hangUp({ socket }: { socket: WebSocket | null }): Promise<void> {
  socket?.close(1000);
  const fleet = env.FLEET.get(env.FLEET.idFromName('fleet')) as unknown as { connected: () => Promise<string[]> };
  await vi.waitFor(async () => expect(await fleet.connected()).toEqual([]));
}

describe('a call whose gateway is gone', () => {
  it('is shown as away after five minutes and ended after fifteen, also by an object that was evicted meanwhile', async () => {
    const { gateway, call, view, pass, forget } = await talk();
    await hangUp(gateway);
    await pass(6);
    expect(await view()).toMatchObject({ state: 'live', gateway: 'away' });
    await forget();
    // An object that was evicted makes sure once more, as the edge itself may have been away.
    await pass(10);
    expect(await view()).toMatchObject({ state: 'live', gateway: 'away' });
    await pass(1);
    expect((await view()).state).toBe('ended');
    expect((await auditOf(call.sessionId)).at(-1)).toMatchObject({
      actor: 'edge',
      kind: 'session.closed',
      body: { reason: 'gateway-lost' },
    });
  });

  it('goes on when the gateway comes back in time', async () => {
    const { gateway, view, pass } = await talk();
    await hangUp(gateway);
    await pass(6);
    await openSocket(fleetPath, gatewayKey);
    await pass(10);
    expect(await view()).toMatchObject({ state: 'live', gateway: 'connected' });
  });

  it('goes on while events come in, though the socket is down', async () => {
    const { gateway, call, view, pass } = await talk();
    await hangUp(gateway);
    await pass(14);
    await report(call.sessionId, voice(call.participantId, 0, 'none'));
    await pass(4);
    expect(await view()).toMatchObject({ state: 'live', gateway: 'connected' });
  });
});

describe('a quiet call at a connected gateway', () => {
  it('is left alone, however long it takes', async () => {
    const { view, pass, forget } = await talk();
    await pass(6);
    await forget();
    await pass(60);
    expect(await view()).toMatchObject({ state: 'live' });
  });
});
