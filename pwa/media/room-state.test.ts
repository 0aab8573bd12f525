import { expect, test } from 'vitest';
import type { Hello } from './rtc-socket.ts';
import { applyHello, applyNotice, createRoomState, dropVoice, finish, setVoice } from './room-state.ts';

const track = {} as MediaStreamTrack;
const voice = { participantId: 'par_a', consumerId: 'con_1', codec: 'PCMU', paused: false, track };
const notice = { kind: 'notice' } as const;

test('a hold shows the number, and a release takes it away', () => {
  const state = createRoomState();
  applyNotice(state, { ...notice, type: 'held', matchNumber: '471', expiresAtMs: 90_000 });
  expect(state.verification.value).toEqual({ held: true, matchNumber: '471', expiresAtMs: 90_000 });
  applyNotice(state, { ...notice, type: 'released' });
  expect(state.verification.value).toBeUndefined();
});

test('a prompt asks without holding', () => {
  const state = createRoomState();
  applyNotice(state, { ...notice, type: 'prompt', matchNumber: '102', expiresAtMs: 5 });
  expect(state.verification.value).toEqual({ held: false, matchNumber: '102', expiresAtMs: 5 });
});

test('a hello after a lost socket says the truth about the hold', () => {
  const state = createRoomState();
  applyNotice(state, { ...notice, type: 'held', matchNumber: '471' });
  applyHello(state, { participantId: 'par_me', roster: [], edge: 'away', held: false } as unknown as Hello);
  expect(state.verification.value).toBeUndefined();
  expect(state.edge.value).toBe('away');
});

test('a voice is paused by its own consumer only, and an old consumer cannot take a new one away', () => {
  const state = createRoomState();
  setVoice(state, voice);
  applyNotice(state, { ...notice, type: 'consumer-paused', consumerId: 'con_0', participantId: 'par_a' });
  expect(state.voices.value.get('par_a')?.paused).toBe(false);
  applyNotice(state, { ...notice, type: 'consumer-paused', consumerId: 'con_1', participantId: 'par_a' });
  expect(state.voices.value.get('par_a')?.paused).toBe(true);
  dropVoice(state, 'par_a', 'con_0');
  expect(state.voices.value.size).toBe(1);
  dropVoice(state, 'par_a', 'con_1');
  expect(state.voices.value.size).toBe(0);
});

test('the first end counts', () => {
  const state = createRoomState();
  applyNotice(state, { ...notice, type: 'removed' });
  finish(state, 'failed', 'socket-lost');
  applyNotice(state, { ...notice, type: 'ended', reason: 'hangup' });
  expect([state.phase.value, state.reason.value]).toEqual(['removed', undefined]);
});
