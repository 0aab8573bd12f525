import { chainEntry, type AuditEntry } from './audit.ts';
import { openCall, type CallFacts } from './call.ts';
import type { CallOpening, GatewayEvent } from './event.ts';
import { finishTurn } from './finish.ts';
import { identifyCaller, type KnownPerson } from './identity.ts';
import { openMeeting } from './admit.ts';
import { observe } from './observe.ts';
import { firstPolicy, type Policy } from './policy.ts';
import type { Session, Viewer } from './session.ts';
import { expireDue } from './settle.ts';
import type { Means } from './means.ts';
import { beginTurn, type Outgoing, type Turn } from './turn.ts';

/* A session in memory for tests, turned by the pure core alone, with its chain and all that it sends. */

export const people: KnownPerson[] = [
  { id: 'per_finance', displayName: 'Finance Lead', extension: '1001', numbers: ['+12025550101'] },
  { id: 'per_chief', displayName: 'Chief Executive', extension: '1002', numbers: ['+12025550102'] },
];
export const finance: Viewer = {
  personId: 'per_finance',
  displayName: 'Finance Lead',
  role: 'employee',
  tenantId: 'ten_1',
};
export const chief: Viewer = { ...finance, personId: 'per_chief', displayName: 'Chief Executive' };
export const admin: Viewer = { ...finance, personId: 'per_admin', displayName: 'Demo Admin', role: 'admin' };
export const operator: Viewer = { ...admin, personId: 'per_operator', role: 'operator' };
export const auditor: Viewer = { ...admin, personId: 'per_auditor', role: 'auditor' };

export const startMs = 1_000_000;
/** The name of a colleague from a number that is not his: held and asked by the first policy. */
export const impostor = { displayName: 'Chief Executive', number: '+12025550177', asserted: false };
export const stranger = { number: '+12025550150', asserted: false };
export const sessionId = 'ses_000000000000';
export const callerId = 'par_000000000000';

type GatewayFacts = GatewayEvent extends infer E
  ? E extends GatewayEvent
    ? Omit<E, 'id' | 'sessionId' | 'atMs'>
    : never
  : never;

export type TestSession = ReturnType<typeof playing>;

function playing(open: (means: Means) => Turn, policy: Policy) {
  let [nowMs, ids, events] = [startMs, 0, 0];
  const chain: AuditEntry[] = [];
  const sent: Outgoing[] = [];
  const turns: Turn[] = [];
  const means = (): Means => ({
    nowMs,
    newId: (kind) => `${kind}_${String((ids += 1)).padStart(16, '0')}`,
    newMatchNumber: () => '042',
    newNonce: () => `nonce-${ids}`,
    policy,
  });
  const keep = (turn: Turn, before?: Session): Session => {
    finishTurn(turn, before);
    for (const draft of turn.audit) chain.push(chainEntry(draft, chain.at(-1)));
    sent.push(...turn.outgoing);
    turns.push(turn);
    return turn.session;
  };
  let session = keep(open(means()));
  const turn = <T>(work: (turn: Turn) => T): T => {
    const one = beginTurn(session, 'per_test', means());
    expireDue(one);
    const result = work(one);
    session = keep(one, session);
    return result;
  };
  return {
    chain,
    /** Everything sent so far; `sent.splice(0)` forgets it. */
    sent,
    turns,
    turn,
    get session() {
      return session;
    },
    get nowMs() {
      return nowMs;
    },
    get caller() {
      const [first] = session.participants;
      if (first === undefined) throw new TypeError('nobody is here');
      return first;
    },
    wait: (ms: number) => {
      nowMs += ms;
    },
    /** What the gateway reports, 5 ms ahead by its own clock. */
    report: (facts: GatewayFacts) => {
      const event = { ...facts, id: `evt_${String((events += 1)).padStart(12, '0')}`, sessionId, atMs: nowMs + 5 };
      return turn((one) => observe(one, event));
    },
    kinds: () => chain.map(({ kind }) => kind),
    bodyOf: (kind: string) => chain.findLast((entry) => entry.kind === kind)?.body,
    actions: () => session.actions.map(({ action }) => action.type),
  };
}

export type CallOptions = Partial<Omit<CallFacts, 'opening' | 'identity'>> & {
  policy?: Policy;
  seenBefore?: boolean;
  facts?: Partial<CallOpening['facts']>;
};

/** A call to the Finance Lead. */
export function newCall(
  from: CallOpening['from'],
  { policy = firstPolicy, seenBefore = false, facts, ...more }: CallOptions = {},
) {
  const opening: CallOpening = {
    gatewayId: 'gwy_000000000000',
    sessionId,
    participantId: callerId,
    channel: 'phone',
    atMs: startMs,
    from,
    to: { user: '1001', host: 'localhost' },
    facts: { leg: 'sip', binding: 'sip:1', remoteAddress: '192.0.2.1', codec: 'PCMU', ...facts },
  };
  const identity = identifyCaller(from, people, { calleeId: 'per_finance', seenBefore });
  const callee = { personId: 'per_finance', displayName: 'Finance Lead' };
  return playing((means) => openCall({ opening, tenantId: 'ten_1', callee, identity, ...more }, means), policy);
}

/** A meeting of the Finance Lead to which the Chief Executive is invited. */
export function newMeeting(policy: Policy = firstPolicy) {
  const host = { personId: 'per_finance', displayName: 'Finance Lead' };
  const facts = { sessionId, tenantId: 'ten_1', title: 'Budget', host, invited: ['per_chief'] };
  return playing((means) => openMeeting(facts, means), policy);
}

/** A voice score as the gateway gives it. */
export function voice(llrNats: number, more: Partial<Extract<GatewayEvent, { type: 'voice.scored' }>> = {}) {
  return {
    type: 'voice.scored',
    participantId: callerId,
    source: 'gateway',
    monitoring: 'scoring',
    llrNats,
    strength: llrNats > 3 ? 'strong' : 'weak',
    windows: 1,
    speechSeconds: 1,
    model: 'm',
    modelSha256: 's',
    codec: 'PCMU',
    ...more,
  } as const;
}
