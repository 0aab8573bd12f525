import * as v from 'valibot';

/** Ids are opaque: a kind prefix, then 20 or more URL-safe characters from the process's own generator. */
export type IdKind =
  | 'ten'
  | 'per'
  | 'ses'
  | 'par'
  | 'evt'
  | 'sig'
  | 'act'
  | 'cas'
  | 'alr'
  | 'drl'
  | 'inv'
  | 'gwy'
  | 'tea'
  | 'tok'
  | 'brk';

export type NewId = (kind: IdKind) => string;

const shape = /^[a-z]{3}_[A-Za-z0-9_-]{12,64}$/;

export const idSchema = (kind: IdKind) =>
  v.pipe(
    v.string(),
    v.check((text) => shape.test(text) && text.startsWith(`${kind}_`), `not a ${kind} id`),
  );

export function isId(kind: IdKind, text: string): boolean {
  return shape.test(text) && text.startsWith(`${kind}_`);
}

/**
 * A challenge's id names its session, so that any edge node can route an answer to the one object that owns it
 * without a look-up: `<sessionId>.<ordinal>`.
 */
export function challengeIdOf(sessionId: string, ordinal: number): string {
  return `${sessionId}.${ordinal}`;
}

export function sessionOfChallenge(challengeId: string): string | undefined {
  const [sessionId, ordinal, ...rest] = challengeId.split('.');
  if (rest.length > 0 || sessionId === undefined || !isId('ses', sessionId)) return undefined;
  return /^[1-9]\d{0,5}$/.test(ordinal ?? '') ? sessionId : undefined;
}
