import { expect, test } from 'vitest';
import type { ParticipantView } from '#core/view';
import { endWords, voiceLineOf, voiceWordsOf } from './call-words.ts';

const view = (over: Partial<ParticipantView>): ParticipantView =>
  ({ monitoring: 'not-monitored', ...over }) as ParticipantView;
const here = { monitoring: 'scoring', strength: 'strong', held: false, speechSeconds: 9 } as const;

test('this device’s own finding comes first', () => {
  const line = voiceLineOf(view({ monitoring: 'scoring', voice: 'none', monitoredBy: 'gateway' }), here);
  expect(line).toEqual({ monitoring: 'scoring', strength: 'strong', by: 'you' });
  expect(voiceWordsOf(line)).toBe('Signs of synthetic speech: strong');
});

test('behind a hold only the gateway hears, and its word is shown', () => {
  const held = { monitoring: 'not-monitored', held: true, speechSeconds: 9 } as const;
  expect(voiceLineOf(view({ monitoring: 'scoring', voice: 'weak', monitoredBy: 'gateway' }), held)).toEqual({
    monitoring: 'scoring',
    strength: 'weak',
    by: 'gateway',
  });
  expect(voiceWordsOf(voiceLineOf(view({}), held))).toBe('Not monitored');
});

test('nothing known is never shown as clean', () => {
  expect(voiceWordsOf(voiceLineOf(undefined, undefined))).toBe('Not monitored');
  expect(voiceWordsOf(voiceLineOf(view({}), { monitoring: 'listening', held: false, speechSeconds: 0 }))).toBe(
    'Listening',
  );
  expect(voiceWordsOf(voiceLineOf(view({}), { monitoring: 'not-enough-speech', held: false, speechSeconds: 1 }))).toBe(
    'Not enough speech yet',
  );
});

test('the end is told without a reason to the one who was removed', () => {
  expect(endWords('removed', undefined).title).toBe('You are no longer in the call');
  expect(endWords('failed', 'replaced').title).toBe('Opened elsewhere');
  expect(endWords('ended', 'hangup').title).toBe('The call has ended');
});
