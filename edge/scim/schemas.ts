import { attribute, complex, several, type Attribute } from './attribute.ts';
import { enterpriseUrn, groupUrn, userUrn } from './urns.ts';

export type Schema = { id: string; name: string; description: string; attributes: readonly Attribute[] };

const text = attribute;

/** RFC 7643 §4.1. A password is not among them: nobody signs in here with one. */
export const userSchema: Schema = {
  id: userUrn,
  name: 'User',
  description: 'A protected person',
  attributes: [
    text('userName', 'The name by which the directory knows him.', { required: true, uniqueness: 'server' }),
    complex('name', 'The parts of his name.', [
      text('formatted', 'The whole name.'),
      text('familyName', 'The family name.'),
      text('givenName', 'The given name.'),
      text('middleName', 'Middle names.'),
      text('honorificPrefix', 'Titles before the name.'),
      text('honorificSuffix', 'Titles after the name.'),
    ]),
    text('displayName', 'The name that others see.'),
    text('nickName', 'A casual name.'),
    text('profileUrl', 'A page about him.', { type: 'reference', referenceTypes: ['external'], caseExact: true }),
    text('title', 'His title.'),
    text('userType', 'What he is to the organisation.'),
    text('preferredLanguage', 'Languages he prefers (RFC 9110 Accept-Language).'),
    text('locale', 'How dates and numbers are written for him.'),
    text('timezone', 'His time zone (IANA).'),
    attribute('active', 'Whether he may sign in and is protected.', { type: 'boolean' }),
    several('emails', 'His addresses.', ['work', 'home', 'other']),
    several('phoneNumbers', 'His numbers; those in E.164 count as on file.', [
      'work',
      'home',
      'mobile',
      'fax',
      'pager',
      'other',
    ]),
    several('ims', 'Addresses for instant messages.'),
    several('photos', 'Pictures.', ['photo', 'thumbnail'], {
      type: 'reference',
      referenceTypes: ['external'],
      caseExact: true,
    }),
    complex(
      'addresses',
      'Postal addresses.',
      [
        text('formatted', 'The whole address.'),
        text('streetAddress', 'Street and house.'),
        text('locality', 'City.'),
        text('region', 'State or region.'),
        text('postalCode', 'Postal code.'),
        text('country', 'Country (ISO 3166-1 alpha 2).'),
        text('type', 'What the address is for.', { canonicalValues: ['work', 'home', 'other'] }),
        attribute('primary', 'The preferred one; true at most once.', { type: 'boolean' }),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      'The teams he is in; changed at the teams.',
      [
        text('value', 'Id of the team.', { mutability: 'readOnly', caseExact: true }),
        text('$ref', 'Address of the team.', {
          type: 'reference',
          referenceTypes: ['Group'],
          mutability: 'readOnly',
          caseExact: true,
        }),
        text('display', 'Name of the team.', { mutability: 'readOnly' }),
        text('type', 'How he is in it.', { mutability: 'readOnly', canonicalValues: ['direct'] }),
      ],
      { multiValued: true, mutability: 'readOnly' },
    ),
    several('entitlements', 'What he may use elsewhere; kept, and without effect here.'),
    several('roles', 'Roles elsewhere; kept, and without effect here: a directory makes nobody an admin.'),
    several('x509Certificates', 'Certificates (DER, base64).', [], { type: 'binary', caseExact: true }),
  ],
};

/** RFC 7643 §4.3. */
export const enterpriseSchema: Schema = {
  id: enterpriseUrn,
  name: 'EnterpriseUser',
  description: 'What an employer knows of a person',
  attributes: [
    text('employeeNumber', 'His number in the organisation.'),
    text('costCenter', 'Cost centre.'),
    text('organization', 'Organisation.'),
    text('division', 'Division.'),
    text('department', 'Department.'),
    complex('manager', 'Whom he reports to.', [
      text('value', 'Id of the manager.', { caseExact: true }),
      text('$ref', 'Address of the manager.', { type: 'reference', referenceTypes: ['User'], caseExact: true }),
      text('displayName', 'Name of the manager.', { mutability: 'readOnly' }),
    ]),
  ],
};

/** RFC 7643 §4.2. */
export const groupSchema: Schema = {
  id: groupUrn,
  name: 'Group',
  description: 'A team',
  attributes: [
    text('displayName', 'Name of the team.', { required: true, uniqueness: 'server' }),
    complex(
      'members',
      'The people in it.',
      [
        text('value', 'Id of the person.', { mutability: 'immutable', caseExact: true }),
        text('$ref', 'Address of the person.', {
          type: 'reference',
          referenceTypes: ['User'],
          mutability: 'immutable',
          caseExact: true,
        }),
        text('display', 'Name of the person.', { mutability: 'readOnly' }),
        text('type', 'What the member is.', { mutability: 'immutable', canonicalValues: ['User'] }),
      ],
      { multiValued: true },
    ),
  ],
};

/** RFC 7643 §3.1: common to all resources, and not part of any schema a client can read. */
export const commonAttributes: readonly Attribute[] = [
  attribute('id', 'Id of the resource.', {
    mutability: 'readOnly',
    returned: 'always',
    caseExact: true,
    uniqueness: 'server',
  }),
  attribute('externalId', 'Id of the resource at the directory.', { caseExact: true }),
  attribute('schemas', 'Schemas of the resource.', {
    type: 'reference',
    multiValued: true,
    returned: 'always',
    mutability: 'readOnly',
    caseExact: true,
  }),
  complex(
    'meta',
    'About the resource.',
    [
      attribute('resourceType', 'What it is.', { mutability: 'readOnly', caseExact: true }),
      attribute('created', 'When it was made.', { type: 'dateTime', mutability: 'readOnly' }),
      attribute('lastModified', 'When it was changed last.', { type: 'dateTime', mutability: 'readOnly' }),
      attribute('location', 'Its address.', { type: 'reference', mutability: 'readOnly', caseExact: true }),
      attribute('version', 'Its ETag.', { mutability: 'readOnly', caseExact: true }),
    ],
    { mutability: 'readOnly' },
  ),
];

/** A kind of resource with its schemas. */
export type Kind = {
  name: 'User' | 'Group';
  endpoint: '/Users' | '/Groups';
  schema: Schema;
  extensions: readonly Schema[];
};

export const userKind: Kind = { name: 'User', endpoint: '/Users', schema: userSchema, extensions: [enterpriseSchema] };
export const groupKind: Kind = { name: 'Group', endpoint: '/Groups', schema: groupSchema, extensions: [] };
