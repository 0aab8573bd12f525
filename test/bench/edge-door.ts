import type { GatewayEvent } from '#core/event';
import type { IdKind } from '#core/ids';
import { deviceProofOf } from '../device-proof.ts';
import type { Person } from '../person.ts';
import type { World } from '../world.ts';

/** Not the id of the gateway that runs: what is opened here has no phone behind it. */
export const benchGatewayId = 'gwy_bench00000000000';

/** An id of the right shape that no other run has made. */
export function newId(kind: IdKind): string {
  return `${kind}_${crypto.randomUUID().replaceAll('-', '')}`;
}

async function asGateway(world: World, route: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${world.origin}${route}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.secrets.GATEWAY_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${route}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

export type Opened = { sessionId: string; participantId: string };

/** Opens a call at the edge exactly as the gateway does. */
export async function openAtEdge(world: World, displayName: string, number: string): Promise<Opened> {
  const ids = { sessionId: newId('ses'), participantId: newId('par') };
  await asGateway(world, '/api/gateway/sessions', {
    gatewayId: benchGatewayId,
    ...ids,
    channel: 'phone',
    atMs: Date.now(),
    from: { displayName, number, asserted: false },
    to: { user: '1000', host: '127.0.0.1' },
    facts: { leg: 'sip', binding: `sip;call-id=${ids.sessionId}`, remoteAddress: '127.0.0.1', codec: 'PCMU' },
  });
  return ids;
}

/** Delivers events as the gateway does; fails when the edge did not store every one. */
export async function deliver(world: World, events: readonly GatewayEvent[]): Promise<void> {
  const reply = await asGateway(world, '/api/gateway/events', { gatewayId: benchGatewayId, events });
  const { stored } = reply as { stored: string[] };
  if (stored.length !== events.length) throw new Error(`not every event was stored: ${JSON.stringify(reply)}`);
}

export function endOf({ sessionId }: Opened): GatewayEvent {
  return { type: 'session.ended', id: newId('evt'), sessionId, atMs: Date.now(), reason: 'caller-left' };
}

/** One of the scores that a listener's device or the gateway sends every second. */
export function scoreOf({ sessionId, participantId }: Opened, n: number): GatewayEvent {
  return {
    type: 'voice.scored',
    id: newId('evt'),
    sessionId,
    participantId,
    atMs: Date.now(),
    source: 'gateway',
    monitoring: 'scoring',
    llrNats: 0.1 * Math.sin(n),
    strength: 'none',
    windows: n,
    speechSeconds: n,
    model: 'bench',
    modelSha256: 'bench',
    codec: 'PCMU',
  };
}

export type Api = <T>(route: string, body: unknown) => Promise<T>;

/** Calls the API as somebody who is signed in (or as a stranger); his browser is asked only for the proof of its key. */
export async function apiOf(world: World, person?: Person): Promise<Api> {
  const cookies = person === undefined ? [] : await person.context.cookies(world.origin);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return async <T>(route: string, body: unknown): Promise<T> => {
    const url = `${world.origin}${route}`;
    const isProved = person !== undefined && route.endsWith('/join');
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: world.origin,
        ...(cookie === '' ? {} : { cookie }),
        ...(isProved ? { dpop: await deviceProofOf(person, url) } : {}),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${route}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
}

/** Lines that the gateway logged about an event, in order. */
export function loggedBy(lines: World['log'], event: string): Record<string, unknown>[] {
  return lines.flatMap(({ process, line }) =>
    process === 'gateway' && line.startsWith('{') && line.includes(`"event":"${event}"`)
      ? [JSON.parse(line) as Record<string, unknown>]
      : [],
  );
}
