import type { Exception } from '#core/policy-model';

export type ExceptionTarget = { kind: 'person' | 'team' | 'number'; value: string };

export function targetOf({ personId, teamId, number }: Exception): ExceptionTarget {
  if (teamId !== undefined) return { kind: 'team', value: teamId };
  return number === undefined ? { kind: 'person', value: personId ?? '' } : { kind: 'number', value: number };
}

/** The members that name a target; the two others are taken away. */
export function exceptionFor({ kind, value }: ExceptionTarget): Partial<Exception> {
  const members: Record<string, string | undefined> = { personId: undefined, teamId: undefined, number: undefined };
  members[kind === 'number' ? 'number' : `${kind}Id`] = value;
  return members;
}
