import { type CallFacts, openCall } from '#core/call';
import type { GatewayEvent } from '#core/event';
import { finishTurn } from '#core/finish';
import { observe } from '#core/observe';
import { firstPolicy } from '#core/policy';
import type { Means } from '#core/means';
import { beginTurn } from '#core/turn';
import { scoreOf } from './edge-door.ts';
import { interleaved } from './interleaved.ts';
import { type Bench, round } from './result.ts';

const times = 4_000;
const ids = { sessionId: 'ses_bench000000000000000', participantId: 'par_bench000000000000000' };

function meansOf(): (atMs: number) => Means {
  let made = 0;
  const newId: Means['newId'] = (kind) => `${kind}_${String((made += 1)).padStart(20, '0')}`;
  const fixed = { newId, newMatchNumber: () => '123', newNonce: () => 'n'.repeat(43), policy: firstPolicy };
  return (nowMs) => ({ nowMs, ...fixed });
}

function callFacts(): CallFacts {
  const facts = { leg: 'sip', binding: 'sip', remoteAddress: '127.0.0.1', codec: 'PCMU' } as const;
  return {
    opening: {
      gatewayId: 'gwy_bench00000000000',
      ...ids,
      channel: 'phone',
      atMs: 0,
      from: { displayName: 'Parcel service', number: '+12025550187', asserted: false },
      to: { user: '1001', host: '127.0.0.1' },
      facts,
    },
    tenantId: 'ten_bench00000000000',
    callee: { personId: 'per_bench00000000000', displayName: 'Finance Lead' },
    identity: { findings: [{ code: 'number-unknown', evidence: { number: '+12025550187' } }] },
  };
}

/** One event in the pure core: signal, fusion, decision, audit draft; no storage and no hash. */
export const turnBench: Bench = {
  name: 'turn',
  run: async () => {
    const means = meansOf();
    const opened = openCall(callFacts(), means(0)).session;
    const events = Array.from({ length: times }, (_, n): GatewayEvent => scoreOf(ids, n));
    const ours = (): void => {
      let session = opened;
      for (const [n, event] of events.entries()) {
        const turn = beginTurn(session, 'gateway:bench', means(n * 1000));
        if (!observe(turn, event).ok) throw new Error('the core refused an event');
        finishTurn(turn, session);
        session = turn.session;
      }
    };
    const copies = (): void => {
      for (const event of events) structuredClone(event);
    };
    const { a, b } = interleaved(ours, copies);
    return [
      {
        name: 'core cost per event (signal to decision, pure)',
        value: round((a / times) * 1000),
        unit: 'µs',
        peer: 'structuredClone of the event',
        ratio: round(a / b),
      },
    ];
  },
};
