import * as v from 'valibot';
import { hashOf } from '../bytes.ts';
import { byOf, commit } from '../change-people.ts';
import { AppError } from '../core/errors.ts';
import { cleanName } from '../core/identity.ts';
import { pathId, readBody } from '../read.ts';
import { viewerOf, type Ask, type Route } from '../route.ts';
import { baseUrlOf } from '../scim/reply.ts';
import { addScimToken, revokeScimToken, scimTokensOf } from '../store/queries/scim-tokens.ts';

const admin = { roles: ['admin'] } as const;

export const scimTokenRoutes: Route[] = [
  { method: 'GET', path: '/api/scim-tokens', access: admin, answer: list },
  { method: 'POST', path: '/api/scim-tokens', access: admin, answer: add },
  { method: 'DELETE', path: '/api/scim-tokens/:id', access: admin, answer: revoke },
];

async function list(c: Ask): Promise<Response> {
  const tokens = await scimTokensOf(c.get('context').db, viewerOf(c).tenantId);
  return c.json({ tokens, baseUrl: baseUrlOf(c) });
}

const name = v.pipe(v.string(), v.maxLength(128), v.transform(cleanName), v.minLength(1));

/** The key is in this reply and nowhere else: only its hash is stored. */
async function add(c: Ask): Promise<Response> {
  const { d1, newId, newToken } = c.get('context');
  const by = byOf(c, 'admin');
  const body = await readBody(c, v.object({ name }));
  const [id, token] = [newId('tok'), newToken()];
  const row = {
    tokenHash: hashOf(token),
    id,
    tenantId: by.tenantId,
    name: body.name,
    createdBy: by.actor,
    createdAtMs: by.atMs,
  };
  await commit(c, by, 'scim-token.added', { tokenId: id }, [addScimToken(d1, row)]);
  return c.json({ id, name: row.name, createdAtMs: by.atMs, token, baseUrl: baseUrlOf(c) }, 201);
}

async function revoke(c: Ask): Promise<Response> {
  const { d1, db } = c.get('context');
  const by = byOf(c, 'admin');
  const id = pathId(c, 'id', 'tok');
  const tokens = await scimTokensOf(db, by.tenantId);
  if (!tokens.some((token) => token.id === id)) throw new AppError('not-found');
  await commit(c, by, 'scim-token.revoked', { tokenId: id }, [revokeScimToken(d1, by.tenantId, id, by.atMs)]);
  return c.body(null, 204);
}
