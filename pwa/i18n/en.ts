import type { Monitoring, ParticipantStatus } from '#core/participant';
import type { Effect } from '#core/policy';
import type { SessionRole, SessionState } from '#core/view';
import { ApiError, type ClientCode } from '../data/problem.ts';

/** What happened, and what to do next, for every code a client can meet. The only place where codes become words. */
export const errorWords: Record<ClientCode, string> = {
  'malformed-json': 'The app sent something the server could not read. Reload the page and try again.',
  'invalid-request': 'Something in the form is not right. Check it and try again.',
  'body-too-large': 'That is too much to send at once.',
  'unsupported-media-type': 'The app and the server do not fit together. Reload the page.',
  'not-found': 'There is nothing at this address. It may have been removed.',
  'method-not-allowed': 'The app and the server do not fit together. Reload the page.',
  'not-signed-in': 'Sign in with your passkey first.',
  'not-allowed': 'Your role does not allow this.',
  'wrong-origin': 'This page was not opened at its own address. Open Countersign from your bookmark or its icon.',
  'bad-gateway-key': 'The gateway could not prove who it is.',
  'link-invalid': 'This link is not valid. Ask the person who sent it for a new one.',
  'link-used': 'This link was used already, and works only once. If that was not you, tell your admin now.',
  'link-expired': 'This link has expired. Ask for a new one.',
  'ceremony-unknown': 'That attempt took too long or was used already. Start again.',
  'assertion-refused': 'The passkey answer did not prove what was asked. Nothing was approved.',
  'device-proof-refused': 'This browser could not prove which device it is. Reload the page and try again.',
  'device-proof-stale': 'The clock of this device is wrong. Set it, then try again.',
  'credential-unknown': 'This passkey is not enrolled here. Use the device you enrolled, or ask your admin for a link.',
  'session-ended': 'This call has ended.',
  'participant-unknown': 'That person is no longer in the call.',
  'challenge-decided': 'This was decided already.',
  'challenge-expired': 'The time for this ran out. The caller stays held.',
  'number-wrong': 'That was not the right number. The caller stays held.',
  'action-not-possible': 'This cannot be done now. The call may have changed meanwhile.',
  'callee-unknown': 'Nobody protected has that number.',
  'gateway-away': 'No gateway is connected, so calls cannot be reached right now.',
  'too-many-requests': 'Too many tries. Wait a minute, then try again.',
  'malformed-csv': 'This file cannot be read as CSV. Save it as "CSV UTF-8" and try again.',
  'malformed-ndjson': 'This file cannot be read as NDJSON. Each line must be one JSON object.',
  'last-admin': 'Somebody must stay who can administer. Make another person an admin first.',
  'email-taken': 'Somebody has this address already.',
  'extension-taken': 'Somebody has this extension already.',
  'number-taken': 'The number belongs to somebody else.',
  'precondition-failed': 'Somebody changed this since you opened it. Look at it again, then retry.',
  'team-taken': 'There is a team of this name already.',
  'domain-not-allowed': 'The address is not in one of your domains.',
  'policy-refused': 'This policy cannot be put in force as it is.',
  'second-person-required': 'You asked for it yourself: another admin has to approve it.',
  'erasure-unfinished':
    'The person is off file, but some calls still hold the name. Erase again to finish; nothing is lost meanwhile.',
  conflict: 'Somebody changed this at the same time. Look at it again, then retry.',
  internal: 'Something failed on our side. Nothing was changed. Try again.',
  offline: 'You are offline. Nothing was sent.',
  timeout: 'The server did not answer in time. Nothing may have been changed; look again before you retry.',
  unreachable: 'The server cannot be reached. Try again in a moment.',
};

/** Words for anything that was thrown; an unknown code (a newer server) falls back to its own title. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof ApiError)) return errorWords.internal;
  const known = (errorWords as Partial<Record<string, string>>)[error.code];
  const title = error.problem['title'];
  return known ?? (typeof title === 'string' ? title : errorWords.internal);
}

/** For forms: the general words, and what the edge says about this very request. */
export function wordsInFull(error: unknown): string {
  const detail = error instanceof ApiError ? error.detail : undefined;
  return detail === undefined ? wordsOf(error) : `${wordsOf(error)} ${detail}`;
}

export const statusWords: Record<ParticipantStatus, string> = {
  verified: 'Verified',
  unverified: 'Unverified',
  challenged: 'Being verified',
  held: 'Held',
  removed: 'Removed',
  left: 'Left',
};

/** Said in full where there is room: absent evidence is never "clean". */
export const monitoringWords: Record<Monitoring, string> = {
  listening: 'Listening',
  'not-enough-speech': 'Not enough speech yet',
  scoring: 'Voice is being checked',
  'not-monitored': 'Voice not monitored',
  'codec-not-covered': 'Voice not checked: this line’s sound is not covered',
};

export const voiceWords = {
  none: 'No signs of synthetic speech so far',
  weak: 'Weak signs of synthetic speech',
  strong: 'Strong signs of synthetic speech',
} as const;

export const effectWords: Record<Effect, string> = {
  none: 'Allowed',
  ask: 'Asked',
  hold: 'Held',
  block: 'Removed',
};

export const stateWords: Record<SessionState, string> = { ringing: 'Ringing', live: 'Live', ended: 'Ended' };
export const channelWords = { phone: 'Phone', web: 'Web' } as const;
export const roleWords: Record<SessionRole, string> = {
  admin: 'Admin',
  operator: 'Operator',
  auditor: 'Auditor',
  employee: 'Employee',
};
export const caseWords = { suspected: 'Suspected', confirmed: 'Confirmed', cleared: 'Cleared' } as const;
export const participantRoleWords = { caller: 'Caller', callee: 'Called', host: 'Host', guest: 'Guest' } as const;
export const actionWords = {
  ask: 'Ask for verification',
  hold: 'Hold',
  release: 'Release',
  remove: 'Remove',
} as const;

export const offlineReason = 'You are offline: the server cannot be reached.';
