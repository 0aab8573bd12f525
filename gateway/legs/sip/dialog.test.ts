import { expect, test } from 'vitest';
import { createFakeClock } from '../rtp/fake-clock.ts';
import { Dialog, dialogKeyOf, uacDialog, uasDialog } from './dialog.ts';
import { SipHeaders } from './headers.ts';
import type { SipRequest, SipResponse } from './message.ts';
import { answerSessionTimer, readSessionTimer, SessionTimer } from './session-timer.ts';

function headersOf(...pairs: [string, string][]): SipHeaders {
  const headers = new SipHeaders();
  for (const [name, value] of pairs) headers.append(name, value);
  return headers;
}

function invite(...extra: [string, string][]): SipRequest {
  const headers = headersOf(
    ['From', '<sip:a@b>;tag=far'],
    ['To', '<sip:c@d>'],
    ['Call-ID', 'i'],
    ['CSeq', '7 INVITE'],
    ...extra,
  );
  return { kind: 'request', method: 'INVITE', uri: 'sip:c@d', headers, body: new Uint8Array(0) };
}

const contact: [string, string] = ['Contact', '<sip:a@192.0.2.1:5070>'];

test('the called side sends along the recorded route, in order', () => {
  const state = uasDialog(invite(contact, ['Record-Route', '<sip:p1;lr>, <sip:p2;lr>']), 'near', 100);
  if (state === null) throw new Error('no dialog');
  const dialog = new Dialog(state);
  const bye = dialog.request('BYE');
  expect(bye.uri).toBe('sip:a@192.0.2.1:5070');
  expect(bye.headers.all('Route')).toEqual(['<sip:p1;lr>', '<sip:p2;lr>']);
  expect(bye.headers.get('From')).toBe('<sip:c@d>;tag=near');
  expect(bye.headers.get('To')).toBe('<sip:a@b>;tag=far');
  expect(bye.headers.get('CSeq')).toBe('101 BYE');
  expect(dialog.nextHop()?.host).toBe('p1');
});

test('the calling side reverses the route, and a strict router becomes the Request-URI', () => {
  const headers = headersOf(contact, ['To', '<sip:c@d>;tag=far'], ['Record-Route', '<sip:p1;lr>, <sip:p2>']);
  const response: SipResponse = { kind: 'response', status: 200, reason: 'OK', headers, body: new Uint8Array(0) };
  const state = uacDialog(invite(), response);
  if (state === null) throw new Error('no dialog');
  const request = new Dialog(state).request('BYE');
  expect(request.uri).toBe('sip:p2');
  expect(request.headers.all('Route')).toEqual(['<sip:p1;lr>', '<sip:a@192.0.2.1:5070>']);
});

test('old numbers are refused, a new Contact moves the target, the key is found again', () => {
  const state = uasDialog(invite(contact), 'near', 1);
  if (state === null) throw new Error('no dialog');
  const dialog = new Dialog(state);
  const next = invite(['Contact', '<sip:a@192.0.2.9>']);
  expect(dialog.acceptSequence(next)).toBe(false);
  next.headers.set('CSeq', '8 INVITE').set('To', '<sip:c@d>;tag=near');
  expect(dialog.acceptSequence(next)).toBe(true);
  dialog.refreshTarget(next);
  expect(dialog.request('BYE').uri).toBe('sip:a@192.0.2.9');
  expect(dialogKeyOf(next)).toBe(dialog.key);
  expect(uasDialog(invite(), 'near', 1)).toBeNull();
});

test('a session interval is taken over, too short a one refused', () => {
  expect(answerSessionTimer({ headers: headersOf(['Session-Expires', '60']) })).toEqual({
    ok: false,
    headers: [['Min-SE', '90']],
  });
  expect(answerSessionTimer({ headers: headersOf(['x', '1800'], ['k', 'timer']) })).toMatchObject({
    interval: { intervalS: 1800, refresher: 'them' },
    headers: [
      ['Session-Expires', '1800;refresher=uac'],
      ['Require', 'timer'],
    ],
  });
  expect(
    answerSessionTimer({ headers: headersOf(['Session-Expires', '1800;refresher=uas'], ['Supported', 'timer']) }),
  ).toMatchObject({
    interval: { refresher: 'us' },
  });
  expect(readSessionTimer({ headers: headersOf(['Session-Expires', '600;refresher=uas']) })).toEqual({
    intervalS: 600,
    refresher: 'them',
  });
  expect(answerSessionTimer({ headers: new SipHeaders() })).toEqual({ ok: true, interval: null, headers: [] });
});

test('the one who refreshes does so at half time, the other gives up before the end', () => {
  const clock = createFakeClock();
  const log: string[] = [];
  const timer = new SessionTimer(
    clock,
    () => log.push(`${clock.nowMs()} refresh`),
    () => log.push(`${clock.nowMs()} expire`),
  );
  timer.restart({ intervalS: 600, refresher: 'us' });
  clock.advance(400_000);
  timer.restart({ intervalS: 90, refresher: 'them' });
  clock.advance(400_000);
  expect(log).toEqual(['300000 refresh', '460000 expire']);
});
