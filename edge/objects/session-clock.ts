import type { Session } from '../core/session.ts';

const ringingForMs = 3 * 60_000;

/** What time alone changes: challenges and break-glass run out, a call nobody answers ends. */
export function whatIsOver(session: Session | undefined, nowMs: number) {
  const isDue = session?.challenges.some(({ state, context }) => state === 'sent' && nowMs >= context.expiresAtMs);
  const isBreakGlassOver = nowMs >= breakGlassUntilMs(session);
  const unanswered = session?.state === 'ringing' && nowMs - session.startedAtMs >= ringingForMs;
  return { somethingDue: isDue === true || isBreakGlassOver, unanswered };
}

/** When the session must look again at itself; infinite when never. */
export function nextTimeOf(session: Session | undefined, others: readonly (number | undefined)[]): number {
  const times = others.filter((time) => time !== undefined);
  times.push(breakGlassUntilMs(session));
  for (const { state, context } of session?.challenges ?? []) if (state === 'sent') times.push(context.expiresAtMs);
  if (session?.state === 'ringing') times.push(session.startedAtMs + ringingForMs);
  return Math.min(...times);
}

/** When the break-glass that the session acts on is over; infinite when it acts on none. */
function breakGlassUntilMs(session: Session | undefined): number {
  const { breakGlass, state } = session ?? {};
  return breakGlass?.on === true && state !== 'ended' ? breakGlass.untilMs : Number.POSITIVE_INFINITY;
}
