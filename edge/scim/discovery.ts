import type { Attribute } from './attribute.ts';
import type { ScimObject, ScimValue } from './resource.ts';
import { enterpriseSchema, groupKind, groupSchema, userKind, userSchema, type Kind, type Schema } from './schemas.ts';
import { mostResults } from './list.ts';
import { configUrn, listUrn, resourceTypeUrn, schemaUrn } from './urns.ts';

/** What this server can do (RFC 7643 §5). */
export function serviceProviderConfig(baseUrl: string): ScimObject {
  return {
    schemas: [configUrn],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: mostResults },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A key that an admin makes in the console, sent as a bearer token.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

/** RFC 7643 §6. */
export function resourceTypes(baseUrl: string): ScimObject[] {
  return [userKind, groupKind].map((kind) => resourceType(kind, baseUrl));
}

function resourceType({ name, endpoint, schema, extensions }: Kind, baseUrl: string): ScimObject {
  return {
    schemas: [resourceTypeUrn],
    id: name,
    name,
    description: schema.description,
    endpoint,
    schema: schema.id,
    ...(extensions.length === 0
      ? {}
      : { schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })) }),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${name}` },
  };
}

/** RFC 7643 §7. */
export function schemas(baseUrl: string): ScimObject[] {
  return [userSchema, groupSchema, enterpriseSchema].map(({ id, name, description, attributes }: Schema) => ({
    schemas: [schemaUrn],
    id,
    name,
    description,
    attributes: attributes.map(described),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  }));
}

function described(attribute: Attribute): ScimObject {
  const { subAttributes, canonicalValues, referenceTypes, ...others } = attribute;
  return {
    ...others,
    ...(canonicalValues === undefined ? {} : { canonicalValues: [...canonicalValues] }),
    ...(referenceTypes === undefined ? {} : { referenceTypes: [...referenceTypes] }),
    ...(subAttributes === undefined ? {} : { subAttributes: subAttributes.map(described) }),
  };
}

/** Discovery lists are never paged or filtered (RFC 7644 §4). */
export function wholeList(resources: ScimObject[]): ScimObject {
  const all: ScimValue[] = resources;
  return { schemas: [listUrn], totalResults: all.length, startIndex: 1, itemsPerPage: all.length, Resources: all };
}
