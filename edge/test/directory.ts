import { exports } from 'cloudflare:workers';
import type { ScimTokenRow } from '../core/view.ts';
import type { ScimObject, ScimResource } from '../scim/resource.ts';
import { patchUrn, userUrn } from '../scim/urns.ts';
import { origin, request, type Reply, type Someone } from './world.ts';

export type Page = { totalResults: number; startIndex: number; itemsPerPage: number; Resources: ScimResource[] };
export type ScimFailure = { schemas: string[]; status: string; detail: string; scimType?: string };
export type Directory = ReturnType<typeof directoryWith>;
type Headers = Record<string, string>;

/** A key made in the console, and a directory that provisions with it. */
export async function connectDirectory(admin: Pick<Someone, 'cookie'>, name = 'Directory'): Promise<Directory> {
  const { body } = await request<ScimTokenRow & { token: string }>('POST', '/api/scim-tokens', {
    body: { name },
    as: admin,
  });
  return directoryWith(body.token);
}

/** Speaks SCIM as a directory does: a bearer token, no cookie, no origin. */
export function directoryWith(token: string) {
  const send = async <T = ScimResource>(method: string, path: string, body?: unknown, headers: Headers = {}) => {
    const response = await exports.default.fetch(`${origin}/scim/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const reply: Reply<T> = {
      status: response.status,
      body: (text === '' ? undefined : JSON.parse(text)) as T,
      headers: response.headers,
    };
    return reply;
  };
  return {
    token,
    send,
    get: <T = ScimResource>(path: string, headers?: Headers) => send<T>('GET', path, undefined, headers),
    post: <T = ScimResource>(path: string, body: unknown) => send<T>('POST', path, body),
    put: <T = ScimResource>(path: string, body: unknown, headers?: Headers) => send<T>('PUT', path, body, headers),
    remove: (path: string, headers?: Headers) => send<ScimFailure>('DELETE', path, undefined, headers),
    patch: <T = ScimResource>(path: string, operations: readonly unknown[], headers?: Headers) =>
      send<T>('PATCH', path, { schemas: [patchUrn], Operations: operations }, headers),
    find: async (kind: 'Users' | 'Groups', filter: string) => {
      return (await send<Page>('GET', `/${kind}?filter=${encodeURIComponent(filter)}`)).body;
    },
  };
}

/** A new User; `userName` is made of the name unless it is given. */
export function newUser(name: string, more: ScimObject = {}): ScimObject {
  return { schemas: [userUrn], userName: `${name.toLowerCase().replace(/\W/g, '.')}@demo.example`, ...more };
}
