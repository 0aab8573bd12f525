import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../rtp/fake-clock.ts';
import { startInviteClientTransaction, startPlainClientTransaction } from './client-transaction.ts';
import type { Flow } from './flow.ts';
import { SipHeaders } from './headers.ts';
import type { SipRequest } from './message.ts';
import { makeResponse } from './respond.ts';
import { createInviteServerTransaction, createPlainServerTransaction } from './server-transaction.ts';
import { standardTimers } from './sip-timers.ts';

function request(method: string): SipRequest {
  const headers = new SipHeaders()
    .append('Via', 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx')
    .append('From', '<sip:a@b>;tag=1')
    .append('To', '<sip:c@d>')
    .append('Call-ID', 'i')
    .append('CSeq', `3 ${method}`);
  return { kind: 'request', method, uri: 'sip:c@d', headers, body: new Uint8Array(0) };
}

function flow(reliable: boolean): Flow {
  return {
    transport: reliable ? 'tcp' : 'udp',
    reliable,
    remote: { address: '192.0.2.1', port: 1 },
    open: true,
    send() {},
  };
}

/** A transaction with everything that happens written down, with its time. */
function server(method: string, reliable = false) {
  const clock = createFakeClock();
  const log: string[] = [];
  const note = (text: string) => log.push(`${clock.nowMs()} ${text}`);
  const create = method === 'INVITE' ? createInviteServerTransaction : createPlainServerTransaction;
  const transaction = create(
    { key: 'k', request: request(method), flow: flow(reliable), toTag: 't' },
    {
      clock,
      timers: standardTimers,
      send: (response) => note(String(response.status)),
      onAck: () => note('ack'),
      onTimeout: () => note('timeout'),
      onEnd: () => note('end'),
    },
  );
  return {
    clock,
    log,
    transaction,
    answer: (status: number) => transaction.respond(makeResponse(transaction.request, status)),
  };
}

function client(method: string, reliable = false) {
  const clock = createFakeClock();
  const log: string[] = [];
  const note = (text: string) => log.push(`${clock.nowMs()} ${text}`);
  const start = method === 'INVITE' ? startInviteClientTransaction : startPlainClientTransaction;
  const transaction = start(request(method), {
    clock,
    timers: standardTimers,
    reliable,
    send: (message) => note(message.method),
    onResponse: (response) => note(String(response.status)),
    onFailure: (status) => note(`failed ${status}`),
    onEnd: () => note('end'),
  });
  return {
    clock,
    log,
    receive: (status: number) => transaction.receive(makeResponse(transaction.request, status, { toTag: 'u' })),
  };
}

describe('INVITE server transaction', () => {
  test('repetitions get the last provisional response', () => {
    const { transaction, answer, log } = server('INVITE');
    answer(180);
    transaction.receive(request('INVITE'));
    expect(log).toEqual(['0 180', '0 180']);
  });

  test('an error is repeated by timer G until the ACK, then lingers for timer I', () => {
    const { transaction, answer, log, clock } = server('INVITE');
    answer(486);
    clock.advance(3600);
    transaction.receive(request('ACK'));
    transaction.receive(request('INVITE'));
    clock.advance(60_000);
    expect(log).toEqual(['0 486', '500 486', '1500 486', '3500 486', '8600 end']);
  });

  test('without an ACK timer H gives up', () => {
    const { answer, log, clock } = server('INVITE');
    answer(486);
    clock.advance(60_000);
    expect(log.slice(-3)).toEqual(['31500 486', '32000 timeout', '32000 end']);
  });

  test('over TCP nothing is repeated', () => {
    const { transaction, answer, log, clock } = server('INVITE', true);
    answer(486);
    clock.advance(5000);
    transaction.receive(request('ACK'));
    clock.advance(0);
    expect(log).toEqual(['0 486', '5000 end']);
  });

  test('after a 2xx repetitions are absorbed and an ACK on the same branch is passed on', () => {
    const { transaction, answer, log, clock } = server('INVITE');
    answer(200);
    transaction.receive(request('INVITE'));
    transaction.receive(request('ACK'));
    answer(200);
    answer(486);
    clock.advance(60_000);
    expect(log).toEqual(['0 200', '0 ack', '0 200', '32000 end']);
  });
});

test('a plain server transaction repeats its answer for timer J', () => {
  const { transaction, answer, log, clock } = server('BYE');
  transaction.receive(request('BYE'));
  answer(200);
  answer(500);
  transaction.receive(request('BYE'));
  clock.advance(60_000);
  expect(log).toEqual(['0 200', '0 200', '32000 end']);
});

describe('INVITE client transaction', () => {
  test('timer A doubles until timer B', () => {
    const { log, clock } = client('INVITE');
    clock.advance(60_000);
    expect(log).toEqual([
      ...[0, 500, 1500, 3500, 7500, 15_500, 31_500].map((at) => `${at} INVITE`),
      '32000 failed 408',
      '32000 end',
    ]);
  });

  test('a provisional response stops the repetition, an error is acknowledged every time', () => {
    const { log, clock, receive } = client('INVITE');
    receive(180);
    clock.advance(60_000);
    receive(486);
    receive(486);
    clock.advance(40_000);
    expect(log).toEqual(['0 INVITE', '0 180', '60000 ACK', '60000 486', '60000 ACK', '92000 end']);
  });

  test('every 2xx reaches the user, who acknowledges it', () => {
    const { log, clock, receive } = client('INVITE');
    receive(200);
    receive(200);
    receive(486);
    clock.advance(40_000);
    expect(log).toEqual(['0 INVITE', '0 200', '0 200', '32000 end']);
  });
});

describe('plain client transaction', () => {
  test('timer E grows to T2 until timer F', () => {
    const { log, clock } = client('OPTIONS');
    clock.advance(60_000);
    const sent = log.filter((line) => line.endsWith('OPTIONS')).map((line) => Number.parseInt(line, 10));
    expect(sent).toEqual([0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect(log.slice(-2)).toEqual(['32000 failed 408', '32000 end']);
  });

  test('over TCP one request, one answer, no lingering', () => {
    const { log, clock, receive } = client('BYE', true);
    clock.advance(10_000);
    receive(200);
    receive(200);
    clock.advance(0);
    expect(log).toEqual(['0 BYE', '10000 200', '10000 end']);
  });
});
