import { describe, expect, it } from 'vitest';
import { claimsOf, gatewayId, gatewayKey, openOffice, openSocket, request, tokenOf, type Reply } from './world.ts';

type Pass = { token: string; participantId: string; sessionId: string };
type Meeting = { sessionId: string; invitations: { url: string }[] };
type Joined = Reply<Pass> & { hold: boolean };

/** A meeting with a link for each of the given guests, and for the chief. */
async function meet(guests: readonly string[], known?: Awaited<ReturnType<typeof openOffice>>) {
  const office = known ?? (await openOffice());
  await openSocket(`/api/gateway/connect?gatewayId=${gatewayId}`, gatewayKey);
  const invitees = guests.map((name, i) => ({ name, email: `guest-${i}@guest.example` }));
  const { body } = await request<Meeting>('POST', '/api/meetings', {
    body: { title: 'Budget', invitees: [...invitees, { personId: office.chief.id }] },
    as: office.finance,
  });
  return { office, links: body.invitations.map(({ url }) => tokenOf(url)) };
}

async function join(link: string, displayName: string | undefined, as?: { cookie: string }): Promise<Joined> {
  const body = displayName === undefined ? {} : { displayName };
  const reply = await request<Pass>('POST', `/api/invitations/${link}/join`, { body, ...(as && { as }) });
  return { ...reply, hold: (await claimsOf(reply.body.token)).hold };
}

/** All that he who joins can see without the gateway: status, names of headers and fields, lengths of values. */
function seen({ status, headers, body }: Reply<Pass>) {
  const names = [...headers.keys()].sort();
  const fields = Object.entries(body).map(([name, value]) => [name, typeof value, JSON.stringify(value).length]);
  return { status, names, fields, cookies: headers.getSetCookie().map((one) => one.split('=')[0]) };
}

describe('who joins is told nothing of what was decided about him', () => {
  it('a guest under his own name and one under a colleague’s name get answers of the same form', async () => {
    const { links } = await meet(['Guest One', 'Guest Two']);
    const own = await join(links[0] ?? '', 'Guest One');
    const taken = await join(links[1] ?? '', 'Chief Executive');
    expect([own.hold, taken.hold]).toEqual([false, true]);
    expect(seen(taken)).toEqual(seen(own));
  });

  it('a sign-in in its own browser and the same one moved elsewhere get answers of the same form', async () => {
    const { office, links } = await meet([]);
    const { cookie } = office.chief;
    const elsewhere = { cookie: cookie.replace(/cs-device=d+/, `cs-device=${'x'.repeat(43)}`) };
    const moved = await join(links[0] ?? '', undefined, elsewhere);
    const { links: others } = await meet([], office);
    const own = await join(others[0] ?? '', undefined, office.chief);
    expect([own.hold, moved.hold]).toEqual([false, true]);
    expect(seen(moved)).toEqual(seen(own));
  });

  it('nobody can read a pass without the key of edge and gateway', async () => {
    const { links } = await meet(['Guest One']);
    const { body } = await join(links[0] ?? '', 'Chief Executive');
    const parts = body.token.split('.').map((part) => atob(part.replaceAll('-', '+').replaceAll('_', '/')));
    expect(parts.join(' ')).not.toMatch(/hold|matchNumber|Chief/);
  });
});
