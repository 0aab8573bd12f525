import { AppError } from '../core/errors.ts';
import { readJsonText } from '../read.ts';
import type { Ask } from '../route.ts';
import { etagOf, namesVersion } from './etag.ts';
import { readWanted, project } from './project.ts';
import { checkShape } from './read-resource.ts';
import { isObject, type ScimObject, type ScimResource } from './resource.ts';
import { kindOf } from './kind-of.ts';
import { scimErrorOf, ScimError } from './scim-error.ts';
import { errorUrn } from './urns.ts';

export const scimPath = '/scim/v2';
const contentType = { 'Content-Type': 'application/scim+json' };
/** A group of five thousand, with names. */
const longestBody = 1024 * 1024;

export function baseUrlOf(c: Ask): string {
  return `${c.get('context').config.origin}${scimPath}`;
}

/** A resource with its address and tag, or 304 when the client has this revision (RFC 7644 §3.14). */
export function answerResource(c: Ask, resource: ScimResource, status: 200 | 201 = 200): Response {
  const { location, version } = resource.meta;
  const known = c.req.method === 'GET' ? c.req.header('if-none-match') : undefined;
  if (known !== undefined && namesVersion(known, version)) return c.body(null, 304, { ETag: version });
  const wanted = readWanted(c.req.query('attributes'), c.req.query('excludedAttributes'));
  const headers = { ...contentType, ETag: version, Location: location };
  return c.body(JSON.stringify(project(resource, wanted, kindOf(resource))), status, headers);
}

export function answerJson(c: Ask, body: ScimObject): Response {
  return c.body(JSON.stringify(body), 200, contentType);
}

/** RFC 7644 §3.12; a key that is missing or wrong is asked for (RFC 6750 §3). */
export function answerScimError(c: Ask, error: AppError): Response {
  const { status, body } = scimErrorOf(error);
  if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="scim"');
  return c.body(JSON.stringify(body), status as 400, contentType);
}

/** For what the protocol leaves open, and this server does not do (RFC 7644 §3.12, table 8). */
export function answerNotImplemented(c: Ask, detail: string): Response {
  return c.body(JSON.stringify({ schemas: [errorUrn], status: '501', detail }), 501, contentType);
}

/** JSON of either type: directories send both (RFC 7644 §3.1). */
export async function readScimBody(c: Ask): Promise<ScimObject> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/(?:scim\+)?json\s*(;|$)/i.test(type)) {
    throw new AppError('unsupported-media-type', 'The body must be application/scim+json.');
  }
  const body = await readJsonText(c, longestBody);
  if (!isObject(body)) throw new ScimError('invalidSyntax', 'The body must be an object.');
  checkShape(body);
  return body;
}

/** @throws AppError `precondition-failed` when the client wants to change another revision than there is. */
export function checkIfMatch(c: Ask, revision: number): void {
  const wanted = c.req.header('if-match');
  if (wanted !== undefined && !namesVersion(wanted, etagOf(revision))) throw new AppError('precondition-failed');
}
