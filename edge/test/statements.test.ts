import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { gatewayId, gatewayKey, opening, openOffice, openSocket, origin, request, tokenOf } from './world.ts';

/** Statements that a decision may cost at the store: each is a round trip, or a part of one, while somebody waits. */
const most = 6;

/** The store, counting what is run on it. */
function counted(database: D1Database): { database: D1Database; count: () => number } {
  let count = 0;
  const inner = new WeakMap<object, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const run = <T>(go: () => T): T => {
      count += 1;
      return go();
    };
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      first: (column?: string) => run(() => (column === undefined ? statement.first() : statement.first(column))),
      all: () => run(() => statement.all()),
      run: () => run(() => statement.run()),
      raw: (options?: { columnNames?: false }) => run(() => statement.raw(options)),
    } as unknown as D1PreparedStatement;
    inner.set(wrapped, statement);
    return wrapped;
  };
  const own = {
    prepare: (query: string) => wrap(database.prepare(query)),
    batch: (statements: D1PreparedStatement[]) => {
      count += statements.length;
      return database.batch(statements.map((one) => inner.get(one) ?? one));
    },
  };
  return { database: own as unknown as D1Database, count: () => count };
}

/** Asks an edge of its own whose store counts; the sessions are those of everybody. */
async function statementsOf(path: string, body: unknown, headers: Record<string, string>): Promise<number> {
  const { database, count } = counted(env.DB);
  const ctx = { waitUntil: () => undefined, passThroughOnException: () => undefined } as unknown as ExecutionContext;
  const asked = new Request(`${origin}${path}`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const response = await createApp(new Map()).fetch(asked, { ...env, DB: database }, ctx);
  expect(response.status).toBe(200);
  return count();
}

async function meet() {
  const office = await openOffice();
  await openSocket(`/api/gateway/connect?gatewayId=${gatewayId}`, gatewayKey);
  const invitees = [{ personId: office.chief.id }, { name: 'Guest One', email: 'one@guest.example' }];
  const { body } = await request<{ invitations: { url: string }[] }>('POST', '/api/meetings', {
    body: { title: 'Budget', invitees },
    as: office.finance,
  });
  const [forChief = '', forGuest = ''] = body.invitations.map(({ url }) => tokenOf(url));
  return { office, forChief, forGuest };
}

it('a call under a colleague’s name is decided with six statements at most', async () => {
  await openOffice();
  const count = await statementsOf('/api/gateway/sessions', opening(), gatewayKey);
  expect(count).toBeGreaterThan(2);
  expect(count).toBeLessThanOrEqual(most);
});

it('a signed-in person who comes to a meeting is decided about with six statements at most', async () => {
  const { office, forChief } = await meet();
  const count = await statementsOf(`/api/invitations/${forChief}/join`, {}, { cookie: office.chief.cookie });
  expect(count).toBeGreaterThan(2);
  expect(count).toBeLessThanOrEqual(most);
});

it('a guest is decided about with six statements at most', async () => {
  const { forGuest } = await meet();
  const count = await statementsOf(`/api/invitations/${forGuest}/join`, { displayName: 'Chief Executive' }, {});
  expect(count).toBeGreaterThan(2);
  expect(count).toBeLessThanOrEqual(most);
});
