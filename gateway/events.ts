import type { LogFields, Logger, LogLevel } from './logger.ts';

/** Business events of the gateway: each has one counter, and one log line where the table gives a level. */
const eventLevels = {
  'call.offered': 'info',
  'call.opened': 'info',
  'call.refused': 'info',
  'call.answered': 'info',
  'call.dtmf': 'debug',
  'call.ended': 'info',
  'page.joined': 'info',
  'page.resumed': 'info',
  'page.lost': 'info',
  'page.left': 'info',
  'page.refused': 'warn',
  'page.bad-frame': 'warn',
  'page.rate-limited': 'warn',
  'page.media-refused': 'warn',
  'page.dtls-failed': 'warn',
  'upgrade.refused': 'warn',
  'action.received': 'info',
  'action.performed': 'info',
  'action.failed': 'warn',
  'action.repeated': 'info',
  'score.taken': 'debug',
  'score.dropped': 'debug',
  'scorer.started': 'info',
  'scorer.died': 'error',
  'scorer.unavailable': 'warn',
  'media.worker-died': 'error',
  'media.worker-started': 'info',
  'media.rebuilt': 'warn',
  'media.tap-failed': 'warn',
  'media.not-receivable': 'warn',
  'edge.connected': 'info',
  'edge.away': 'warn',
  'edge.bad-message': 'warn',
  'edge.event-refused': 'warn',
  'edge.delivery-failed': 'warn',
  'spool.damaged': 'error',
  'spool.write-failed': 'error',
  'speech.unavailable': 'warn',
  'drill.placed': 'info',
  'drill.ended': 'info',
  'sip.log': 'debug',
  'session.ended': 'info',
} as const satisfies Record<string, Exclude<LogLevel, 'silent'>>;

export type EventName = keyof typeof eventLevels;

export type Events = {
  note(name: EventName, fields?: LogFields): void;
  counters(): Record<string, number>;
};

export function createEvents(log: Logger): Events {
  const counts = new Map<EventName, number>();
  return {
    note(name, fields) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      log[eventLevels[name]](name, fields);
    },
    counters: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
