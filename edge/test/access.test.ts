import { beforeEach, describe, expect, it } from 'vitest';
import { routeTable } from '../route-table.ts';
import { connectDirectory } from './directory.ts';
import { addPerson, gatewayKey, openCall, openOffice, request, setupKey, type Someone } from './world.ts';

/*
 * Who gets past the door of each route. Past it, a route may still answer 404, 409 or 422: that is not the door.
 * A new route without a row fails the first test.
 */
const actors = [
  'nobody',
  'employee',
  'auditor',
  'operator',
  'admin',
  'stranger',
  'gateway',
  'setup',
  'directory',
] as const;
type Actor = (typeof actors)[number];

const people: Actor[] = ['employee', 'auditor', 'operator', 'admin', 'stranger'];
const everybody: Actor[] = [...actors];
/** The stranger is the admin of another tenant: he passes doors of his role, and finds nothing of ours behind them. */
const expected: Record<string, readonly Actor[]> = {
  'GET /api/health': everybody,
  'POST /api/setup': ['setup'],
  'GET /api/enrolments/:token': everybody,
  'POST /api/enrolments/:token/options': everybody,
  'POST /api/enrolments/:token': everybody,
  'POST /api/signin/options': everybody,
  'POST /api/signin': everybody,
  'POST /api/signout': people,
  'GET /api/me': people,
  'GET /api/inbox': people,
  'GET /api/sessions': ['auditor', 'operator', 'admin', 'stranger', 'setup'],
  'GET /api/sessions/:id': ['auditor', 'operator', 'admin', 'stranger', 'setup'],
  'GET /api/sessions/:id/watch': ['employee', 'auditor', 'operator', 'admin', 'stranger', 'setup'],
  'POST /api/sessions/:id/join': ['stranger'],
  'POST /api/sessions/:id/decline': ['stranger'],
  'POST /api/sessions/:id/participants/:pid/actions': ['operator', 'admin', 'stranger'],
  'POST /api/sessions/:id/reports': ['stranger'],
  'GET /api/sessions/:id/audit': ['auditor', 'operator', 'admin', 'stranger', 'setup'],
  'GET /api/sessions/:id/decisions': ['auditor', 'operator', 'admin', 'stranger', 'setup'],
  'GET /api/sessions/:id/recompute': ['auditor', 'operator', 'admin', 'stranger', 'setup'],
  'GET /api/challenges': people,
  'GET /api/challenges/:id': ['stranger'],
  'POST /api/challenges/:id/answer': ['stranger'],
  'POST /api/meetings': ['employee', 'admin', 'stranger'],
  'GET /api/meetings': ['employee', 'admin', 'stranger'],
  'GET /api/invitations/:token': everybody,
  'POST /api/invitations/:token/join': everybody,
  'GET /api/cases': ['auditor', 'operator', 'admin', 'stranger'],
  'GET /api/audit': ['auditor', 'operator', 'admin', 'stranger', 'setup'],
  'GET /api/alerts': ['auditor', 'operator', 'admin', 'stranger'],
  'GET /api/people': people,
  'POST /api/people': ['admin', 'stranger'],
  'PATCH /api/people/:id': ['admin', 'stranger'],
  'DELETE /api/people/:id': ['admin', 'stranger'],
  'POST /api/people/:id/enrolment': ['admin', 'stranger'],
  'GET /api/people/:id/profile': people,
  'POST /api/people/:id/profile/forget': ['admin', 'stranger'],
  'POST /api/people/:id/erase': ['admin', 'stranger'],
  'GET /api/people/:id/export': people,
  'POST /api/people/import': ['admin', 'stranger'],
  'POST /api/numbers/import': ['admin', 'stranger'],
  'POST /api/imports/sign-ins': ['admin', 'stranger'],
  'POST /api/imports/calls': ['admin', 'stranger'],
  'POST /api/imports/calendar': ['admin', 'stranger'],
  'GET /api/people/export.csv': ['auditor', 'operator', 'admin', 'stranger'],
  'GET /api/teams': ['auditor', 'operator', 'admin', 'stranger'],
  'POST /api/teams': ['admin', 'stranger'],
  'PUT /api/teams/:id/members': ['admin', 'stranger'],
  'DELETE /api/teams/:id': ['admin', 'stranger'],
  'GET /api/domains': ['auditor', 'operator', 'admin', 'stranger'],
  'PUT /api/domains': ['admin', 'stranger'],
  'GET /api/policies': ['auditor', 'operator', 'admin', 'stranger'],
  'POST /api/policies': ['admin', 'stranger'],
  'POST /api/policies/rehearsals': ['admin', 'stranger'],
  'GET /api/policies/:version': ['auditor', 'operator', 'admin', 'stranger'],
  'POST /api/policies/:version/approve': ['admin', 'stranger'],
  'POST /api/policies/:version/reject': ['admin', 'stranger'],
  'POST /api/policies/:version/rollback': ['admin', 'stranger'],
  'GET /api/break-glass': people,
  'POST /api/break-glass': ['admin', 'stranger'],
  'POST /api/break-glass/:id/approve': ['admin', 'stranger'],
  'POST /api/break-glass/:id/end': ['admin', 'stranger'],
  'GET /api/scim-tokens': ['admin', 'stranger'],
  'POST /api/scim-tokens': ['admin', 'stranger'],
  'DELETE /api/scim-tokens/:id': ['admin', 'stranger'],
  'GET /scim/v2/ServiceProviderConfig': ['directory'],
  'GET /scim/v2/ResourceTypes': ['directory'],
  'GET /scim/v2/ResourceTypes/:id': ['directory'],
  'GET /scim/v2/Schemas': ['directory'],
  'GET /scim/v2/Schemas/:id': ['directory'],
  'GET /scim/v2/Me': ['directory'],
  'POST /scim/v2/Bulk': ['directory'],
  'POST /scim/v2/.search': ['directory'],
  'GET /scim/v2/Users': ['directory'],
  'POST /scim/v2/Users/.search': ['directory'],
  'POST /scim/v2/Users': ['directory'],
  'GET /scim/v2/Users/:id': ['directory'],
  'PUT /scim/v2/Users/:id': ['directory'],
  'PATCH /scim/v2/Users/:id': ['directory'],
  'DELETE /scim/v2/Users/:id': ['directory'],
  'GET /scim/v2/Groups': ['directory'],
  'POST /scim/v2/Groups/.search': ['directory'],
  'POST /scim/v2/Groups': ['directory'],
  'GET /scim/v2/Groups/:id': ['directory'],
  'PUT /scim/v2/Groups/:id': ['directory'],
  'PATCH /scim/v2/Groups/:id': ['directory'],
  'DELETE /scim/v2/Groups/:id': ['directory'],
  'POST /api/drills': ['operator', 'admin', 'stranger', 'setup'],
  'GET /api/drills/:id': ['operator', 'admin', 'stranger', 'setup'],
  'POST /api/gateway/sessions': ['gateway'],
  'POST /api/gateway/events': ['gateway'],
  'GET /api/gateway/connect': ['gateway'],
};

const bodies: Record<string, unknown> = {
  'POST /api/sessions/:id/participants/:pid/actions': { type: 'ask' },
  'POST /api/sessions/:id/reports': { type: 'pressured' },
  'POST /api/challenges/:id/answer': { kind: 'not-me' },
};

type Cast = Record<Actor, { as?: Pick<Someone, 'cookie'>; headers?: Record<string, string> }>;
let cast: Cast;
let sessionId: string;
let participantId: string;

beforeEach(async () => {
  await openOffice();
  cast = await newCast();
  const { call } = await openCall();
  ({ sessionId, participantId } = call);
});

async function newCast(): Promise<Cast> {
  const tenantId = 'ten_demo-countersign';
  const admin = await addPerson(tenantId, 'admin');
  const { token } = await connectDirectory(admin);
  return {
    nobody: {},
    employee: { as: await addPerson(tenantId, 'employee') },
    auditor: { as: await addPerson(tenantId, 'auditor') },
    operator: { as: await addPerson(tenantId, 'operator') },
    admin: { as: admin },
    stranger: { as: await addPerson('ten_another-company', 'admin') },
    gateway: { headers: gatewayKey },
    setup: { headers: setupKey },
    directory: { headers: { authorization: `Bearer ${token}` } },
  };
}

const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;

async function knock(name: string, actor: Actor) {
  const [method = '', path = ''] = name.split(' ');
  const real = path
    .replace('challenges/:id', `challenges/${sessionId}.1`)
    .replace('drills/:id', 'drills/drl_of-nobody-at-all')
    .replace(':id', sessionId)
    .replace(':pid', participantId)
    .replace(':token', 'A'.repeat(43));
  const { as, headers } = cast[actor];
  const body = method === 'POST' ? (bodies[name] ?? {}) : undefined;
  return request(method, real, {
    ...(as && { as }),
    ...(headers && { headers }),
    ...(body === undefined ? {} : { body }),
  });
}

describe('the route table', () => {
  it('has a row of expected access for every route, and no row too many', () => {
    expect(routeTable.map(nameOf).sort()).toEqual(Object.keys(expected).sort());
  });

  it('lets exactly the right ones in, at every route', async () => {
    const entered: Record<string, Actor[]> = {};
    for (const name of Object.keys(expected)) {
      entered[name] = [];
      for (const actor of actors) {
        const { status, body } = await knock(name, actor);
        // 503 is the honest answer when no gateway is connected, 501 to what the protocol leaves open.
        expect([501, 503].includes(status) || status < 500, `${name} ${actor} ${JSON.stringify(body)}`).toBe(true);
        if (status !== 401 && status !== 403) entered[name].push(actor);
        if (name === 'POST /api/signout') cast = await newCast();
      }
    }
    const inOrder = Object.entries(expected).map(([name, who]) => [
      name,
      actors.filter((actor) => who.includes(actor)),
    ]);
    expect(entered).toEqual(Object.fromEntries(inOrder));
  });
});

describe('another tenant', () => {
  it('finds nothing of ours behind any route that names a session', async () => {
    const names = Object.keys(expected).filter((name) => /\/api\/.*\/:id/.test(name) && !name.includes('watch'));
    for (const name of names) expect((await knock(name, 'stranger')).status, name).toBe(404);
  });

  it('lists nothing of ours', async () => {
    for (const [path, member] of [
      ['sessions', 'sessions'],
      ['cases', 'cases'],
      ['alerts', 'alerts'],
    ]) {
      const { body } = await request('GET', `/api/${path}`, { ...(cast.stranger.as && { as: cast.stranger.as }) });
      expect(body[member ?? '']).toEqual([]);
    }
    const { body } = await request<{ people: unknown[] }>('GET', '/api/people', {
      ...(cast.stranger.as && { as: cast.stranger.as }),
    });
    expect(body.people.length).toBeLessThan(3);
  });
});

describe('a request with a cookie', () => {
  it('that changes something must come from our own pages', async () => {
    const { as } = cast.admin;
    for (const origin of ['https://evil.example', 'null', 'http://localhost:9999']) {
      const reply = await request('POST', '/api/meetings', { body: {}, headers: { origin }, ...(as && { as }) });
      expect([reply.status, reply.body['code']]).toEqual([403, 'wrong-origin']);
    }
  });
});
