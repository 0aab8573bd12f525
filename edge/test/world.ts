import { env, exports } from 'cloudflare:workers';
import { jwtDecrypt } from 'jose';
import * as v from 'valibot';
import { createAuthenticator, type Authenticator } from '../../test/authenticator.ts';
import { verifyChain, type AuditEntry } from '../core/audit.ts';
import type { CallOpened, CallOpening, GatewayEvent } from '../core/event.ts';
import type { ChallengeView, SessionView } from '../core/view.ts';
import { joinClaimsSchema, passKeyOf, type JoinClaims } from '../core/token.ts';
import { decodeBase64Url, hashOf } from '../bytes.ts';
import { demoTenant } from '../demo-tenant.ts';
import { attestationSchema, verifyAttestation, type NewPasskey } from '../passkey.ts';
import { signInTtlMs } from '../store/queries/sign-ins.ts';
import { newId, newToken } from '../random.ts';

/** A whole edge, driven through its public door. */
export const origin = env.ORIGIN;
export const gatewayId = 'gwy_test-gateway-one';
export const gatewayKey = { authorization: `Bearer ${env.GATEWAY_KEY}` };
export const setupKey = { authorization: `Bearer ${env.SETUP_KEY}` };

/** Everybody's browser, unless a test says otherwise. */
const device = 'd'.repeat(43);

export type Someone = { id: string; cookie: string; authenticator: Authenticator };
export type Reply<T> = { status: number; body: T; headers: Headers };

type Options = { body?: unknown; as?: Pick<Someone, 'cookie'>; headers?: Record<string, string> };

export async function request<T = Record<string, unknown>>(
  method: string,
  path: string,
  { body, as, headers = {} }: Options = {},
): Promise<Reply<T>> {
  const response = await exports.default.fetch(`${origin}${path}`, {
    method,
    headers: {
      origin,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(as === undefined ? {} : { cookie: as.cookie }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: parse(text) as T, headers: response.headers };
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

type Enrolments = { created: boolean; enrolments: { person: string; url: string }[] };

export async function setUp(): Promise<Enrolments> {
  const { body } = await request<Enrolments>('POST', '/api/setup', { body: {}, headers: setupKey });
  return body;
}

export function tokenOf(url: string): string {
  return url.split('/').at(-1) ?? '';
}

/** Enrols one person by the link, with a passkey in software. */
export async function enrol(url: string, options: { counting?: boolean } = {}): Promise<Someone> {
  const token = tokenOf(url);
  const authenticator = await createAuthenticator({ rpId: env.RP_ID, origin, ...options });
  const offer = await request<Offer>('POST', `/api/enrolments/${token}/options`, { body: {} });
  const response = await authenticator.register(offer.body.options);
  const done = await request<{ person: { id: string } }>('POST', `/api/enrolments/${token}`, {
    body: { ceremony: offer.body.ceremony, response },
  });
  return { id: done.body.person.id, cookie: cookieOf(done.headers), authenticator };
}

export type Offer = { ceremony: string; options: { challenge: string } };

export function cookieOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

type Office = { admin: Someone; finance: Someone; chief: Someone };
type Enrolled = { authenticator: Authenticator; passkey: NewPasskey };
/** Passkeys are made and checked once; each test puts them on file anew, without the ceremonies of enrolment. */
const passkeys = new Map<string, Promise<Enrolled>>();

/** The demo tenant with everybody enrolled and signed in. */
export async function openOffice(): Promise<Office> {
  await setUp();
  const [admin, finance, chief] = await Promise.all(demoTenant.people.map(newPasskeyHolder));
  if (admin === undefined || finance === undefined || chief === undefined) throw new TypeError('the demo has changed');
  await env.DB.batch([admin, finance, chief].flatMap(({ statements }) => statements));
  return { admin: admin.person, finance: finance.person, chief: chief.person };
}

async function newPasskeyHolder({ id, tenantId }: { id: string; tenantId: string }) {
  const { authenticator, passkey } = await enrolledOnce(id);
  const [cookie, nowMs] = [newToken(), Date.now()];
  const { id: credentialId, publicKey, counter, deviceType, transports } = passkey;
  const statements = [
    env.DB.prepare('insert into credential values (?, ?, ?, ?, ?, ?, ?, 0, ?, null)').bind(
      credentialId,
      tenantId,
      id,
      publicKey,
      counter,
      transports,
      deviceType,
      nowMs,
    ),
    addSignIn({ tenantId, personId: id, cookie, nowMs }),
  ];
  return { person: { id, cookie: `cs=${cookie}; cs-device=${device}`, authenticator }, statements };
}

function enrolledOnce(personId: string): Promise<Enrolled> {
  const known = passkeys.get(personId) ?? register();
  passkeys.set(personId, known);
  return known;
}

async function register(): Promise<Enrolled> {
  const authenticator = await createAuthenticator({ rpId: env.RP_ID, origin });
  const challenge = newToken();
  const response = v.parse(attestationSchema, await authenticator.register({ challenge }));
  const passkey = await verifyAttestation({ rpId: env.RP_ID, origin }, response, challenge);
  if (passkey === undefined) throw new TypeError('the passkey in software is not accepted');
  return { authenticator, passkey };
}

function addSignIn(row: { tenantId: string; personId: string; cookie: string; nowMs: number }): D1PreparedStatement {
  const { tenantId, personId, cookie, nowMs } = row;
  const insert = env.DB.prepare(
    `insert into sign_in (token_hash, tenant_id, person_id, created_at_ms, expires_at_ms, device_key, proved_at_ms)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  return insert.bind(hashOf(cookie), tenantId, personId, nowMs, nowMs + signInTtlMs, hashOf(device), nowMs);
}

/** Somebody who is in the database and signed in, without ceremonies. */
export async function addPerson(tenantId: string, role: string): Promise<Pick<Someone, 'id' | 'cookie'>> {
  const [id, cookie, nowMs] = [newId('per'), newToken(), Date.now()];
  await env.DB.batch([
    env.DB.prepare('insert into tenant (id, name, created_at_ms) values (?, ?, ?) on conflict do nothing').bind(
      tenantId,
      tenantId,
      nowMs,
    ),
    env.DB.prepare(
      'insert into person (id, tenant_id, display_name, email, role, created_at_ms) values (?, ?, ?, ?, ?, ?)',
    ).bind(id, tenantId, role, `${id}@x.example`, role, nowMs),
    addSignIn({ tenantId, personId: id, cookie, nowMs }),
  ]);
  return { id, cookie: `cs=${cookie}; cs-device=${device}` };
}

export function opening(overrides: Partial<CallOpening> = {}): CallOpening {
  return {
    gatewayId,
    sessionId: newId('ses'),
    participantId: newId('par'),
    channel: 'phone',
    atMs: Date.now(),
    from: { displayName: 'Chief Executive', number: '+12025550177', asserted: false },
    to: { user: '1001', host: 'localhost' },
    facts: { leg: 'sip', binding: 'sip:call-1', remoteAddress: '192.0.2.7:5060', codec: 'PCMU' },
    ...overrides,
  };
}

export async function openCall(
  overrides: Partial<CallOpening> = {},
): Promise<{ call: CallOpening; opened: CallOpened }> {
  const call = opening(overrides);
  const { body } = await request<CallOpened>('POST', '/api/gateway/sessions', { body: call, headers: gatewayKey });
  return { call, opened: body };
}

type Bare<T> = T extends unknown ? Omit<T, 'id' | 'sessionId' | 'atMs'> & { id?: string; atMs?: number } : never;
export type Taken = { stored: string[]; duplicate: string[]; refused: { id: string; code: string }[] };

/** Reports events of one session as the gateway would. */
export async function report(sessionId: string, ...events: Bare<GatewayEvent>[]): Promise<Taken> {
  const whole = events.map((event) => Object.assign({ id: newId('evt'), atMs: Date.now() }, event, { sessionId }));
  const body = { gatewayId, events: whole };
  return (await request<Taken>('POST', '/api/gateway/events', { body, headers: gatewayKey })).body;
}

export function voice(participantId: string, llrNats: number, strength: 'none' | 'weak' | 'strong' = 'strong') {
  return {
    type: 'voice.scored',
    participantId,
    source: 'gateway',
    monitoring: 'scoring',
    llrNats,
    strength,
    windows: 5,
    speechSeconds: 4,
    model: 'test',
    modelSha256: 'ab',
    codec: 'PCMU',
  } as const;
}

export async function viewOf(sessionId: string, as: Pick<Someone, 'cookie'>): Promise<SessionView> {
  return (await request<SessionView>('GET', `/api/sessions/${sessionId}`, { as })).body;
}

export async function callerOf(sessionId: string, as: Pick<Someone, 'cookie'>) {
  const view = await viewOf(sessionId, as);
  const caller = view.participants.find(({ role }) => role === 'caller');
  if (caller === undefined) throw new TypeError('the session has no caller');
  return caller;
}

export type ShownChallenge = ChallengeView & { options: { challenge: string } };

export async function challengeOf(id: string, as: Someone): Promise<ShownChallenge> {
  return (await request<ShownChallenge>('GET', `/api/challenges/${id}`, { as })).body;
}

export async function answer(id: string, as: Someone, body: unknown) {
  return request<ChallengeView & { code: string; challenge: ChallengeView }>('POST', `/api/challenges/${id}/answer`, {
    body,
    as,
  });
}

/** The whole chain of a session, checked as a reader far away would check it. */
export async function auditOf(sessionId: string): Promise<AuditEntry[]> {
  const { body } = await request<{ entries: AuditEntry[] }>('GET', `/api/sessions/${sessionId}/audit`, {
    headers: setupKey,
  });
  const verdict = verifyChain(body.entries);
  if (!verdict.ok) throw new TypeError(`chain broken at ${verdict.seq}: ${verdict.reason}`);
  return body.entries;
}

/** Opens a WebSocket and collects what it says. */
export async function openSocket(path: string, headers: Record<string, string>) {
  const response = await exports.default.fetch(`${origin}${path}`, {
    headers: { upgrade: 'websocket', origin, ...headers },
  });
  const socket = response.webSocket;
  const messages: Record<string, unknown>[] = [];
  const texts: string[] = [];
  const state: { closed?: number } = {};
  socket?.addEventListener('message', ({ data }) => {
    texts.push(String(data));
    if (String(data).startsWith('{')) messages.push(JSON.parse(String(data)) as Record<string, unknown>);
  });
  socket?.addEventListener('close', ({ code }) => {
    state.closed = code;
  });
  socket?.accept();
  return { status: response.status, socket, messages, texts, state };
}

/** What a pass says, as the gateway reads it. */
export async function claimsOf(token: string): Promise<JoinClaims> {
  const shared = decodeBase64Url(env.GATEWAY_KEY) ?? new Uint8Array();
  const { payload } = await jwtDecrypt(token, passKeyOf(shared), { audience: 'gateway' });
  return v.parse(joinClaimsSchema, payload);
}
