import { expect, test } from 'vitest';
import { createInferencePace } from './inference-pace.ts';
import { nextStates, type MonitorEvent, type MonitorStates } from './monitor-state.ts';
import { createScoreOutbox } from './score-outbox.ts';
import type { VoiceReport } from './scorer-protocol.ts';

const report = (over: Partial<VoiceReport> = {}): VoiceReport => ({
  participantId: 'par_a',
  monitoring: 'scoring',
  llrNats: 0.5,
  strength: 'weak',
  windows: 3,
  speechSeconds: 5,
  codec: 'opus',
  atMs: 0,
  ...over,
});
const news = (over: Partial<VoiceReport> = {}): MonitorEvent => ({
  type: 'news',
  news: { type: 'report', report: report(over), inferenceMs: 20 },
});
const after = (...events: MonitorEvent[]): MonitorStates => events.reduce(nextStates, new Map());
const attached: MonitorEvent = { type: 'attached', participantId: 'par_a' };
const held = (isHeld: boolean): MonitorEvent => ({ type: 'held', participantId: 'par_a', held: isHeld });

test('a voice is listened to before anything is said about it', () => {
  expect(after(attached).get('par_a')).toEqual({ monitoring: 'listening', held: false, speechSeconds: 0 });
  expect(after(attached, news()).get('par_a')).toMatchObject({ monitoring: 'scoring', strength: 'weak' });
});

test('a hold takes the strength away, and a late report does not bring it back', () => {
  const states = after(attached, news(), held(true), news({ strength: 'none', llrNats: -0.5 }));
  expect(states.get('par_a')).toEqual({ monitoring: 'not-monitored', held: true, speechSeconds: 5 });
  expect(nextStates(states, held(false)).get('par_a')).toEqual({
    monitoring: 'listening',
    held: false,
    speechSeconds: 5,
  });
});

test('a scorer that fails leaves no voice looking clean', () => {
  const states = after(attached, news({ strength: 'none' }), {
    type: 'news',
    news: { type: 'failed', reason: 'runtime' },
  });
  expect(states.get('par_a')).toEqual({ monitoring: 'not-monitored', held: false, speechSeconds: 5 });
});

test('who has left is not reported on', () => {
  expect(after(attached, { type: 'detached', participantId: 'par_a' }, news()).size).toBe(0);
});

test('scores go out when they change, at most once a second, and every 5 s as a sign of life', () => {
  const outbox = createScoreOutbox();
  const sent = [
    report({ atMs: 0 }),
    report({ atMs: 500, strength: 'strong' }),
    report({ atMs: 1000, llrNats: 0.52 }),
    report({ atMs: 2000, llrNats: 0.7 }),
    report({ atMs: 6900, llrNats: 0.7 }),
    report({ atMs: 7000, llrNats: 0.7 }),
    report({ atMs: 8000, monitoring: 'not-monitored' }),
    report({ atMs: 500, participantId: 'par_b' }),
  ].map((one) => outbox.take(one));
  expect(sent).toEqual([true, false, false, true, false, true, true, true]);
  outbox.forget('par_a');
  expect(outbox.take(report({ atMs: 8001 }))).toBe(true);
});

test('inference backs off from half of the hop, and gives up beyond two hops', () => {
  const pace = createInferencePace();
  expect(pace.observe(0, 400)).toBe(true);
  expect(pace.mayStart(400)).toBe(true);
  expect(pace.observe(1000, 1600)).toBe(true);
  expect([pace.mayStart(2199), pace.mayStart(2200)]).toEqual([false, true]);
  expect(pace.observe(3000, 5100)).toBe(false);
  expect(pace.lastMs).toBe(2100);
});
