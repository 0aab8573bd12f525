import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import { bestOf } from '../testing/best-of.ts';
import { waitUntil } from '../testing/browser.ts';
import { startFakeEdge } from '../testing/fake-edge.ts';
import { openPageClient, type PageClient } from '../testing/page-client.ts';
import { pageOrigin, startTestGateway, type TestGateway } from '../testing/test-gateway.ts';
import { openRawCaller } from '../testing/raw-caller.ts';
import { dial, listen, openTestPhone, toneSource } from '../testing/test-phone.ts';
import type { PlaceCallOptions } from './sip/outgoing-call.ts';
import type { SipServer } from './sip/sip-server.ts';

const ringMs = 700;
/** A release or hold has effect within this (the bar). */
const effectiveMs = 300;

describe('a phone call', () => {
  let stack: TestGateway;
  let phone: SipServer;

  beforeAll(async () => {
    stack = await startTestGateway(24_420, {
      ringMs,
      sip: { limits: { mediaSilenceMs: 1500 }, timers: { t1Ms: 20, t2Ms: 40 } },
    });
    phone = await openTestPhone(24_750);
    await waitUntil('the edge knows the gateway', () => stack.edge.gateways === 1);
  }, 30_000);
  afterAll(async () => {
    await phone.close();
    await stack.close();
  });

  const call = (options?: PlaceCallOptions) => dial(phone, `sip:1001@127.0.0.1:${stack.gateway.sipPort}`, options);
  const lastOpening = () => stack.edge.openings.at(-1) ?? stack.edge.openings[0];
  const ids = () => ({ sessionId: lastOpening()?.sessionId ?? '', participantId: lastOpening()?.participantId ?? '' });
  async function pickUp(): Promise<PageClient> {
    const page = await openPageClient(stack.gateway.port, pageOrigin);
    const hello = await page.request('hello', {
      token: await stack.edge.token({ sub: newId('par'), sid: ids().sessionId }),
    });
    expect(hello).toMatchObject({ ok: true, result: { kind: 'call', sendCodec: 'audio/PCMU' } });
    return page;
  }

  it('says to the edge who claims to call whom, before anything rings', async () => {
    stack.edge.decide = () => ({ effect: 'block' });
    const from = { displayName: 'Chief Executive', user: '+12025550123' };
    const { failed } = call({ from, headers: [['X-Countersign-Drill', 'mark-1']] });
    expect(await failed).toBe(603);
    expect(lastOpening()).toMatchObject({
      from: { displayName: 'Chief Executive', number: '+12025550123', asserted: false },
      to: { user: '1001' },
      facts: { leg: 'sip', remoteAddress: '127.0.0.1' },
      drillMark: 'mark-1',
    });
    await stack.edge.seen(
      'session.ended',
      (event) => event.sessionId === ids().sessionId && event.reason === 'blocked',
    );
  });

  it('is refused with 404 when the edge knows nobody there', async () => {
    stack.edge.decide = () => undefined;
    expect(await call().failed).toBe(404);
  });

  it('is answered when the called person’s page arrives, and ends with it', async () => {
    stack.edge.decide = () => ({ effect: 'none' });
    const { ringing, answered, ended } = call();
    expect(await ringing).toBe(180);
    const page = await pickUp();
    await answered;
    const { participantId } = ids();
    const joined = await stack.edge.seen('participant.joined', (event) => event.participantId === participantId);
    expect(joined.facts.binding).toMatch(/^sip;call-id=.+;caller-tag=.+;callee-tag=.+;remote=udp/);
    expect(await page.request('leave')).toMatchObject({ ok: true });
    await ended;
    await stack.edge.seen('session.ended', (e) => e.sessionId === ids().sessionId && e.reason === 'callee-left');
  });

  it('ends when the caller hangs up, and the page is told', async () => {
    const { ringing, answered } = call();
    await ringing;
    const page = await pickUp();
    (await answered).hangup();
    expect((await page.notice('ended')).reason).toBe('caller-left');
    await stack.edge.seen('participant.left', (event) => event.participantId === ids().participantId);
  });

  it('rings out with 480 when nobody answers', async () => {
    expect(await call().failed).toBe(480);
    await stack.edge.seen('session.ended', (e) => e.sessionId === ids().sessionId && e.reason === 'no-answer');
  });

  it('is given up by CANCEL', async () => {
    const { call: outgoing, ringing, failed } = call();
    await ringing;
    outgoing.cancel();
    expect(await failed).toBe(487);
    await stack.edge.seen('session.ended', (e) => e.sessionId === ids().sessionId && e.reason === 'caller-cancelled');
  });

  it('gets 603 when the called person declines', async () => {
    const { ringing, failed } = call();
    await ringing;
    stack.edge.order({ type: 'decline', id: newId('act'), ...ids(), issuedAtMs: 0 });
    expect(await failed).toBe(603);
  });

  it('is answered at once when held, hears words and tone, is heard by the scorer, and is thrown out by BYE', async () => {
    stack.edge.decide = () => ({ effect: 'hold', matchNumber: '471', expiresAtMs: Date.now() + 90_000 });
    const { answered, ended } = call();
    const leg = await answered;
    const page = await pickUp();
    const ear = listen(leg);
    const tone = toneSource(300, 6000);
    leg.rtp.setSource(() => null);
    const speaking = setInterval(() => leg.rtp.sendPcm(tone()), 20);
    try {
      await waitUntil('something is heard by the held caller', () => ear.rms() > 300);
      const { participantId } = ids();
      await stack.edge.seen('speech.started', (event) => event.participantId === participantId);
      const scored = await stack.edge.seen(
        'voice.scored',
        (e) => e.participantId === participantId && e.model !== 'none',
      );
      expect(scored.source).toBe('gateway');
      expect(page.notices.some((notice) => notice.type === 'held')).toBe(false);
      stack.edge.order({ type: 'remove', id: newId('act'), ...ids(), issuedAtMs: 0 });
      expect(await ended).toBe('remote-bye');
      expect((await page.notice('ended')).reason).toBe('removed');
    } finally {
      clearInterval(speaking);
    }
  });

  it('speaks the number to a caller who is asked and not held, once, and the call goes on', async () => {
    stack.edge.decide = () => ({ effect: 'ask', matchNumber: '258', expiresAtMs: Date.now() + 90_000 });
    const { ringing, answered } = call();
    await ringing;
    const page = await pickUp();
    const leg = await answered;
    const ear = listen(leg);
    await waitUntil('words for the caller', () => ear.rms() > 300);
    expect(page.notices.some((notice) => notice.type === 'held' || notice.type === 'prompt')).toBe(false);
    await waitUntil(
      'silence after them',
      async () => {
        ear.clear();
        await new Promise((resolve) => setTimeout(resolve, 700));
        return ear.rms() < 20;
      },
      20_000,
    );
    const prompt = { type: 'prompt', id: newId('act'), ...ids(), issuedAtMs: 0 } as const;
    stack.edge.order({ ...prompt, matchNumber: '369', expiresAtMs: Date.now() + 90_000 });
    await stack.edge.seen('action.performed', (event) => event.actionId === prompt.id);
    await waitUntil('the new number', () => ear.rms() > 300);
    leg.hangup();
    await page.notice('ended');
  }, 40_000);

  it('ends when the caller vanished without a word, and everybody is told', async () => {
    stack.edge.decide = () => ({ effect: 'none' });
    const caller = await openRawCaller(stack.gateway.sipPort);
    caller.invite();
    await waitUntil('it rings', () => caller.heard.some((text) => text.startsWith('SIP/2.0 180')));
    const page = await pickUp();
    await waitUntil('it was answered', () => caller.heard.some((text) => text.startsWith('SIP/2.0 200')));
    caller.ack();
    await waitUntil('he is asked', () => caller.heard.some((text) => text.startsWith('OPTIONS ')));
    caller.vanish();
    await stack.edge.seen(
      'participant.left',
      (event) => event.participantId === ids().participantId && event.reason === 'media-timeout',
    );
    await stack.edge.seen('session.ended', (event) => event.sessionId === ids().sessionId);
    expect((await page.notice('ended')).reason).toBe('caller-left');
  });

  it('starts to be held in the middle: tone while held, none after release', async () => {
    stack.edge.decide = () => ({ effect: 'none' });
    const { ringing, answered } = call();
    await ringing;
    const page = await pickUp();
    const leg = await answered;
    const ear = listen(leg);
    async function performed(type: 'hold' | 'release'): Promise<number> {
      const id = newId('act');
      stack.edge.order({ type, id, ...ids(), issuedAtMs: 0, ...(type === 'hold' && { matchNumber: '123' }) });
      return (await stack.edge.seen('action.performed', (event) => event.actionId === id)).tookMs;
    }
    const holdMs = await bestOf(3, effectiveMs, async () => {
      const tookMs = await performed('hold');
      await waitUntil('the hold program', () => ear.rms() > 300);
      return tookMs;
    });
    const releaseMs = await bestOf(3, effectiveMs, async () => {
      await performed('hold');
      return performed('release');
    });
    expect(Math.max(holdMs, releaseMs)).toBeLessThan(effectiveMs);
    // The jitter buffer still plays what was under way; after it there is silence.
    await waitUntil('silence', async () => {
      ear.clear();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return ear.rms() < 20;
    });
    leg.hangup();
    await page.notice('ended');
  });

  it('goes on while the edge is away; what happened meanwhile arrives once, in order', async () => {
    stack.edge.decide = () => ({ effect: 'none' });
    const { ringing, answered } = call();
    await ringing;
    const page = await pickUp();
    const leg = await answered;
    const { sessionId } = ids();
    await stack.edge.seen('participant.joined', (event) => event.sessionId === sessionId);
    const { port } = stack.edge;
    await stack.edge.close();
    expect((await page.notice('edge')).state).toBe('away');
    const refused = await openRawCaller(stack.gateway.sipPort);
    refused.invite();
    const refusal = (): string => refused.heard.find((text) => text.startsWith('SIP/2.0 503')) ?? '';
    await waitUntil('503', () => refusal() !== '');
    expect(refusal()).toMatch(/^Retry-After: \d+\r$/m);
    refused.vanish();
    expect(leg.ended).toBe(false);
    const tone = toneSource(300, 6000);
    leg.rtp.setSource(() => null);
    const speaking = setInterval(() => leg.rtp.sendPcm(tone()), 20);
    await waitUntil('events wait on disk', () => (stack.gateway.health() as { spooled: number }).spooled > 0);
    clearInterval(speaking);
    stack.edge = await startFakeEdge(port);
    expect((await page.notice('edge', 9000)).state).toBe('connected');
    const away = await stack.edge.seen('edge.away', (event) => event.sessionId === sessionId);
    expect(away.toMs).toBeGreaterThan(away.fromMs);
    await stack.edge.seen('speech.started', (event) => event.sessionId === sessionId);
    leg.hangup();
    await stack.edge.seen('session.ended', (event) => event.sessionId === sessionId);
    const times = stack.edge.events.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(stack.edge.events.map(({ id }) => id)).size).toBe(stack.edge.events.length);
  });
});
