import { AppError } from '../core/errors.ts';
import type { Ask, Route } from '../route.ts';
import { resourceTypes, schemas, serviceProviderConfig, wholeList } from '../scim/discovery.ts';
import { answerJson, answerNotImplemented, baseUrlOf, scimPath } from '../scim/reply.ts';
import type { ScimObject } from '../scim/resource.ts';

const access = { key: 'scim' } as const;

/** What a directory asks before it begins (RFC 7644 §4). */
export const scimRoutes: Route[] = [
  { method: 'GET', path: `${scimPath}/ServiceProviderConfig`, access, answer: config },
  { method: 'GET', path: `${scimPath}/ResourceTypes`, access, answer: (c) => list(c, resourceTypes) },
  { method: 'GET', path: `${scimPath}/ResourceTypes/:id`, access, answer: (c) => one(c, resourceTypes) },
  { method: 'GET', path: `${scimPath}/Schemas`, access, answer: (c) => list(c, schemas) },
  { method: 'GET', path: `${scimPath}/Schemas/:id`, access, answer: (c) => one(c, schemas) },
  { method: 'GET', path: `${scimPath}/Me`, access, answer: (c) => answerNotImplemented(c, 'A key is nobody: no Me.') },
  { method: 'POST', path: `${scimPath}/Bulk`, access, answer: (c) => answerNotImplemented(c, 'There is no Bulk.') },
];

function config(c: Ask): Response {
  return answerJson(c, serviceProviderConfig(baseUrlOf(c)));
}

type Made = (baseUrl: string) => ScimObject[];

/** To filter here is forbidden (RFC 7644 §4): a filter that is passed over would answer another question. */
function list(c: Ask, made: Made): Response {
  if (c.req.query('filter') !== undefined) throw new AppError('not-allowed', 'Discovery cannot be filtered.');
  return answerJson(c, wholeList(made(baseUrlOf(c))));
}

function one(c: Ask, made: Made): Response {
  const found = made(baseUrlOf(c)).find(({ id }) => id === c.req.param('id'));
  if (found === undefined) throw new AppError('not-found', 'There is no such schema or resource type.');
  return answerJson(c, found);
}
