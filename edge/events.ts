import type { ErrorCode } from './core/errors.ts';
import { log, type LogFields } from './logger.ts';

/** Counts by event name, of this isolate only. */
export type Counters = Map<string, number>;
export type Events = ReturnType<typeof eventsOf>;

/** One function per thing that matters: each counts and writes one line. */
export function eventsOf(counters: Counters) {
  const note = (level: 'info' | 'warn' | 'error', name: string, fields?: LogFields): void => {
    counters.set(name, (counters.get(name) ?? 0) + 1);
    log(level, name, fields);
  };
  return {
    requestRefused: (fields: { code: ErrorCode; path: string; method: string; requestId: string; detail?: string }) =>
      note('warn', 'request-refused', fields),
    requestFailed: (fields: { path: string; method: string; requestId: string; error: string }) =>
      note('error', 'request-failed', fields),
    callOpened: (fields: { sessionId: string; effect: string; drill: boolean; tookMs: number }) =>
      note('info', 'call-opened', fields),
    meetingCreated: (fields: { sessionId: string; invitees: number }) => note('info', 'meeting-created', fields),
    passIssued: (fields: { sessionId: string; participantId: string; hold: boolean }) =>
      note('info', 'pass-issued', fields),
    passkeyEnrolled: (fields: { personId: string }) => note('info', 'passkey-enrolled', fields),
    signedIn: (fields: { personId: string }) => note('info', 'signed-in', fields),
    assertionRefused: (fields: { personId?: string; reason: string }) => note('warn', 'assertion-refused', fields),
    challengeAnswered: (fields: { challengeId: string; state: string }) => note('info', 'challenge-answered', fields),
    eventsTaken: (fields: { gatewayId: string; stored: number; duplicate: number; refused: number; tookMs: number }) =>
      note('info', 'events-taken', fields),
    breakGlassTold: (fields: { breakGlassId: string; untilMs: number; sessions: number; failed: number }) =>
      note(fields.failed === 0 ? 'info' : 'warn', 'break-glass-told', fields),
    drillOrdered: (fields: { drillId: string; by: string }) => note('info', 'drill-ordered', fields),
    drillMarkRefused: (fields: { sessionId: string; reason: string }) => note('warn', 'drill-mark-refused', fields),
    gatewayConnected: (fields: { gatewayId: string }) => note('info', 'gateway-connected', fields),
    gatewayLeft: (fields: { gatewayId: string }) => note('warn', 'gateway-left', fields),
    actionSent: (fields: { sessionId: string; actionId: string; type: string; delivered: boolean; attempt: number }) =>
      note('info', 'action-sent', fields),
    outboxDelayed: (fields: { sessionId: string; error: string }) => note('warn', 'outbox-delayed', fields),
    watchUnchecked: (fields: { error: string }) => note('warn', 'watch-unchecked', fields),
    sessionLost: (fields: { sessionId: string; awayMs: number }) => note('warn', 'session-lost', fields),
    socketRefused: (fields: { socket: string; reason: string }) => note('warn', 'socket-refused', fields),
  };
}
