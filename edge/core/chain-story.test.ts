import { describe, expect, test } from 'vitest';
import { admitGuest, admitPerson } from './admit.ts';
import { identifyGuest } from './identity.ts';
import { order, reportPressure } from './order.ts';
import { answerOwn, seeOwn } from './own-challenge.ts';
import { canonicalJson, type Json } from './canonical.ts';
import type { AuditEntry } from './audit.ts';
import { firstPolicy } from './policy.ts';
import { recompute } from './recompute.ts';
import { admin, callerId, chief, finance, impostor, newCall, newMeeting, people, voice } from './test-session.ts';

/* The chain is what a stranger verifies years later: what each entry says, and about whom, is part of the interface. */

function wholeCall() {
  const call = newCall(impostor, { drillId: 'drl_000000000000' });
  const lastId = () => call.session.challenges.at(-1)?.id ?? '';
  call.turn((turn) => seeOwn(turn, lastId(), chief));
  call.wait(90_000);
  call.report(voice(1));
  call.turn((turn) => order(turn, admin, callerId, 'release', 'I know him'));
  call.turn((turn) => reportPressure(turn, finance, callerId));
  call.turn((turn) => answerOwn(turn, lastId(), chief, { kind: 'not-me' }, 'I am on a plane'));
  call.report({ type: 'session.ended', reason: 'bye' });
  return call;
}

function meetingWithImpostor() {
  const meeting = newMeeting();
  meeting.turn((turn) => admitPerson(turn, chief, { proved: true, findings: [], sessions: 5 }));
  const displayName = 'Chief Executive';
  const identity = identifyGuest({ displayName, inviteeName: 'Visitor', otherDevice: false }, people);
  meeting.turn((turn) => admitGuest(turn, { displayName, joinKey: 'l', remoteAddress: '192.0.2.7' }, identity));
  meeting.report({
    type: 'participant.joined',
    participantId: meeting.session.participants.at(-1)?.id ?? '',
    facts: { leg: 'webrtc', binding: 'dtls:1', remoteAddress: '192.0.2.7', codec: 'opus' },
  });
  return meeting;
}

type Body = { readonly [member: string]: Json | undefined };

/** An entry in a line: who, what, and its body with `‹whose: what›` for what can be erased. Of a decision the gist. */
function lineOf({ actor, kind, body }: AuditEntry): string {
  const { contextHash: _, ...rest } = body as Body;
  const { ordinal, effect, drill, reasons, floors, context, contributions } = rest;
  const number = (context as Body | undefined)?.['number'];
  const gist = { ordinal, effect, drill, reasons, floors, number, contributions };
  return `${actor} ${kind} ${textOf(kind === 'decision' ? gist : rest)}`;
}

function textOf(body: Body): string {
  return canonicalJson(body)
    .replaceAll(/\{"\$personal":\{"of":\[([^\]]*)\],"value":(\{[^}]*\}|"[^"]*")\}\}/g, '‹$1: $2›')
    .replaceAll('"', '');
}

describe('the chain', () => {
  test('of a call tells the whole of it', () => {
    expect(wholeCall().chain.map(lineOf)).toEqual([
      'gateway:gwy_000000000000 session.opened {callee:par_0000000000000001,calleePersonId:per_finance,caller:par_000000000000,channel:phone,claimedPersonId:per_chief,drill:true,drillId:drl_000000000000,facts:‹par_000000000000,per_chief: {binding:sip:1,codec:PCMU,leg:sip,remoteAddress:192.0.2.1}›,from:‹par_000000000000,per_chief: {asserted:false,displayName:Chief Executive,number:+12025550177}›,gatewayAtMs:1000000,kind:call,policyVersion:1,to:‹per_finance: {host:localhost,user:1001}›}',
      'gateway:gwy_000000000000 signal {code:number-unknown,evidence:{asserted:false,number:‹par_000000000000,per_chief: +12025550177›},llrNats:1.2,participantId:par_000000000000,source:edge}',
      'gateway:gwy_000000000000 signal {code:name-collision,evidence:{name:‹par_000000000000,per_chief: Chief Executive›,person:‹par_000000000000,per_chief: Chief Executive›},llrNats:3,participantId:par_000000000000,source:edge}',
      'edge decision {contributions:[{code:name-collision,nats:3},{code:number-unknown,nats:1.2}],drill:true,effect:hold,floors:[],number:‹par_000000000000,per_chief: +12025550177›,ordinal:1,reasons:[name-collision,number-unknown]}',
      'edge challenge.opened {asked:‹par_000000000000,per_chief,per_finance: {action:Confirm that you, Chief Executive, are calling Finance Lead,binding:sip:1,nonce:nonce-3}›,by:policy,challengeId:ses_000000000000.1,context:{expiresAtMs:1090000,issuedAtMs:1000000,participantId:par_000000000000,sessionId:ses_000000000000,subjectId:per_chief,tenantId:ten_1},held:true,reasons:[name-collision,number-unknown]}',
      'edge case.opened {caseId:cas_0000000000000004,participantId:par_000000000000,state:suspected}',
      'per_test challenge.seen {challengeId:ses_000000000000.1,participantId:par_000000000000}',
      'edge challenge.expired {challengeId:ses_000000000000.1,participantId:par_000000000000}',
      'per_test signal {code:challenge-timeout,evidence:{challenge:ses_000000000000.1,person:‹par_000000000000,per_chief: Chief Executive›},llrNats:1,participantId:par_000000000000,source:person}',
      'edge decision {contributions:[{code:name-collision,nats:3},{code:number-unknown,nats:1.2},{code:challenge-timeout,nats:1}],drill:true,effect:hold,floors:[a challenge ran out],number:‹par_000000000000,per_chief: +12025550177›,ordinal:2,reasons:[name-collision,number-unknown,challenge-timeout]}',
      'per_test voice.scored {codec:PCMU,eventId:evt_000000000001,gatewayAtMs:1090005,llrNats:1,model:m,modelSha256:s,monitoring:scoring,participantId:par_000000000000,source:gateway,speechSeconds:1,strength:weak,windows:1}',
      'edge decision {contributions:[{code:name-collision,nats:3},{code:number-unknown,nats:1.2},{code:synthetic-voice,nats:1},{code:challenge-timeout,nats:1}],drill:true,effect:hold,floors:[a challenge ran out],number:‹par_000000000000,per_chief: +12025550177›,ordinal:3,reasons:[name-collision,number-unknown,challenge-timeout,synthetic-voice]}',
      'edge challenge.opened {asked:‹par_000000000000,per_chief,per_finance: {action:Confirm that you, Chief Executive, are calling Finance Lead,binding:sip:1,nonce:nonce-6}›,by:policy,challengeId:ses_000000000000.2,context:{expiresAtMs:1180000,issuedAtMs:1090000,participantId:par_000000000000,sessionId:ses_000000000000,subjectId:per_chief,tenantId:ten_1},held:true,reasons:[name-collision,number-unknown,challenge-timeout,synthetic-voice]}',
      'per_test action.ordered {actionId:act_0000000000000007,participantId:par_000000000000,type:prompt}',
      'per_test person.ordered {note:‹ses_000000000000: I know him›,participantId:par_000000000000,role:admin,type:release}',
      'per_test action.ordered {actionId:act_0000000000000008,participantId:par_000000000000,type:release}',
      'per_test report {participantId:par_000000000000,type:pressured}',
      'per_test signal {code:employee-pressured,evidence:{by:per_finance},llrNats:2.5,participantId:par_000000000000,source:person}',
      'edge decision {contributions:[{code:name-collision,nats:3},{code:number-unknown,nats:1.2},{code:synthetic-voice,nats:1},{code:challenge-timeout,nats:1},{code:employee-pressured,nats:2.5}],drill:true,effect:hold,floors:[a challenge ran out],number:‹par_000000000000,per_chief: +12025550177›,ordinal:4,reasons:[name-collision,employee-pressured,number-unknown,challenge-timeout,synthetic-voice]}',
      'per_test action.ordered {actionId:act_0000000000000010,participantId:par_000000000000,type:hold}',
      'edge alert.raised {alertId:alr_0000000000000011,participantId:par_000000000000,severity:medium,text:‹par_000000000000,per_chief,per_finance: Finance Lead feels pressured by Chief Executive.›}',
      'per_test challenge.answered {challengeId:ses_000000000000.2,kind:not-me,note:‹ses_000000000000: I am on a plane›,participantId:par_000000000000,state:denied}',
      'per_test signal {code:challenge-denied,evidence:{challenge:ses_000000000000.2,person:‹par_000000000000,per_chief: Chief Executive›},llrNats:6,participantId:par_000000000000,source:person}',
      'edge decision {contributions:[{code:name-collision,nats:3},{code:number-unknown,nats:1.2},{code:synthetic-voice,nats:1},{code:challenge-denied,nats:6},{code:challenge-timeout,nats:1},{code:correlation-discount,nats:-0.666666666666667},{code:employee-pressured,nats:2.5}],drill:true,effect:block,floors:[the person himself says it is not him,a challenge ran out],number:‹par_000000000000,per_chief: +12025550177›,ordinal:5,reasons:[challenge-denied,name-collision,employee-pressured,number-unknown,challenge-timeout,synthetic-voice]}',
      'per_test action.ordered {actionId:act_0000000000000013,participantId:par_000000000000,type:remove}',
      'edge case.changed {caseId:cas_0000000000000004,from:suspected,to:confirmed}',
      'edge alert.raised {alertId:alr_0000000000000014,participantId:par_000000000000,severity:high,text:‹par_000000000000,per_chief,ses_000000000000: Chief Executive says: this is not me. The participant was removed. Note: I am on a plane›}',
      'per_test session.ended {eventId:evt_000000000002,gatewayAtMs:1090005,reason:bye}',
      'edge session.closed {reason:bye}',
    ]);
  });

  test('of a meeting tells the whole of it', () => {
    expect(meetingWithImpostor().chain.map(lineOf)).toEqual([
      'per_finance session.opened {channel:web,drill:false,invited:[per_chief],kind:meeting,policyVersion:1,title:‹ses_000000000000: Budget›}',
      'per_test participant.admitted {displayName:‹per_chief: Chief Executive›,participantId:par_0000000000000001,personId:per_chief,role:guest}',
      'per_test signal {code:passkey-sign-in,evidence:{person:‹per_chief: Chief Executive›},llrNats:-4,participantId:par_0000000000000001,source:edge}',
      'edge decision {contributions:[{code:passkey-sign-in,nats:-4}],drill:false,effect:none,floors:[],ordinal:1,reasons:[]}',
      'per_test pass.issued {hold:false,participantId:par_0000000000000001}',
      'per_test participant.admitted {claimedPersonId:per_chief,displayName:‹par_0000000000000003,per_chief: Chief Executive›,participantId:par_0000000000000003,role:guest}',
      'per_test signal {code:link-forwarded,evidence:{invitee:‹ses_000000000000: Visitor›},llrNats:2,participantId:par_0000000000000003,source:edge}',
      'per_test signal {code:name-collision,evidence:{name:‹par_0000000000000003,per_chief: Chief Executive›,person:‹par_0000000000000003,per_chief: Chief Executive›},llrNats:3,participantId:par_0000000000000003,source:edge}',
      'edge decision {contributions:[{code:link-forwarded,nats:2},{code:name-collision,nats:3}],drill:false,effect:hold,floors:[],ordinal:2,reasons:[name-collision,link-forwarded]}',
      'edge case.opened {caseId:cas_0000000000000006,participantId:par_0000000000000003,state:suspected}',
      'per_test pass.issued {hold:true,participantId:par_0000000000000003}',
      'per_test participant.joined {eventId:evt_000000000001,facts:‹par_0000000000000003,per_chief: {binding:dtls:1,codec:opus,leg:webrtc,remoteAddress:192.0.2.7}›,gatewayAtMs:1000005,participantId:par_0000000000000003}',
      'edge challenge.opened {asked:‹par_0000000000000003,per_chief,per_finance,ses_000000000000: {action:Confirm that you, Chief Executive, are in the meeting “Budget”,binding:dtls:1,nonce:nonce-6}›,by:policy,challengeId:ses_000000000000.1,context:{expiresAtMs:1090000,issuedAtMs:1000000,participantId:par_0000000000000003,sessionId:ses_000000000000,subjectId:per_chief,tenantId:ten_1},held:true,reasons:[name-collision,link-forwarded]}',
      'per_test action.ordered {actionId:act_0000000000000007,participantId:par_0000000000000003,type:hold}',
    ]);
  });

  test('has for each challenge a hash of its whole context, and no two are the same', () => {
    const hashes = wholeCall().chain.flatMap(({ kind, body }) =>
      kind === 'challenge.opened' ? [(body as { contextHash: string }).contextHash] : [],
    );
    expect(hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
    expect(new Set(hashes).size).toBe(2);
  });
});

test('every decision comes out again from what was kept of it', () => {
  const decisions = [wholeCall(), meetingWithImpostor()].flatMap(({ turns }) =>
    turns.flatMap((turn) => turn.decisions),
  );
  expect(decisions.length).toBeGreaterThan(5);
  for (const made of decisions) expect(recompute(made, firstPolicy)).toEqual({ same: true, differences: [] });
});
