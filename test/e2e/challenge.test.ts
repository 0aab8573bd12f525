import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionView } from '#core/view';
import { enrolled, type Person } from '../person.ts';
import { chromiumPath, startWorld, until, type World } from '../world.ts';

const ready = existsSync(chromiumPath);
if (!ready) console.warn('challenges in a browser are skipped: chromium is not installed');

type Answered = { status: number; code: string; state: string };

/** A call that is held at once, reported by the gateway's own route; no phone is needed to be challenged. */
async function openCall(
  world: World,
  gatewayId: string,
  n: number,
): Promise<{ sessionId: string; matchNumber: string }> {
  const tail = `${Date.now()}${n}`.padStart(20, '0');
  const answer = await fetch(`${world.origin}/api/gateway/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.secrets.GATEWAY_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      gatewayId,
      sessionId: `ses_${tail}`,
      participantId: `par_${tail}`,
      channel: 'phone',
      atMs: Date.now(),
      from: { displayName: 'Chief Executive', number: '+12025550187', asserted: false },
      to: { user: '1001', host: '127.0.0.1' },
      facts: { leg: 'sip', binding: `sip:call-${n}`, remoteAddress: '127.0.0.1', codec: 'PCMU' },
    }),
  });
  if (!answer.ok) throw new Error(`opening a call: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { sessionId: string; matchNumber: string };
}

/** Signs the options of one challenge and answers another (or the same) with it, as often as wanted, all at once. */
async function signAndAnswer(
  person: Person,
  signed: string,
  answered: string,
  matchNumber: string,
  times = 1,
): Promise<Answered[]> {
  return await person.page.evaluate(
    async ([signedId, answeredId, number, count]) => {
      type Options = { options: { challenge: string; rpId: string } };
      const { options } = (await (await fetch(`/api/challenges/${signedId}`)).json()) as Options;
      const bytes = (text: string): Uint8Array<ArrayBuffer> =>
        Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
      const text = (buffer: ArrayBuffer): string =>
        btoa(String.fromCharCode(...new Uint8Array(buffer)))
          .replaceAll('+', '-')
          .replaceAll('/', '_')
          .replace(/=+$/, '');
      const made = (await navigator.credentials.get({
        publicKey: { challenge: bytes(options.challenge), rpId: options.rpId, userVerification: 'required' },
      })) as PublicKeyCredential;
      const assertion = made.response as AuthenticatorAssertionResponse;
      const response = {
        id: made.id,
        rawId: made.id,
        type: made.type,
        clientExtensionResults: {},
        response: {
          clientDataJSON: text(assertion.clientDataJSON),
          authenticatorData: text(assertion.authenticatorData),
          signature: text(assertion.signature),
        },
      };
      const send = async (): Promise<{ status: number; code: string; state: string }> => {
        const answer = await fetch(`/api/challenges/${answeredId}/answer`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ kind: 'approve', matchNumber: number, response }),
        });
        const body = (await answer.json()) as { code?: string; state?: string };
        return { status: answer.status, code: body.code ?? '', state: body.state ?? '' };
      };
      return await Promise.all(Array.from({ length: count }, send));
    },
    [signed, answered, matchNumber, times] as const,
  );
}

describe.skipIf(!ready)('a challenge', () => {
  let world: World;
  let chief: Person;
  let finance: Person;
  let gatewayId = '';
  let calls = 0;

  beforeAll(async () => {
    world = await startWorld(2);
    chief = await enrolled(world, 'Chief Executive');
    finance = await enrolled(world, 'Finance Lead');
    gatewayId = await until(
      'the gateway’s id',
      async () => /gwy_[\w-]+/.exec(world.log.map(({ line }) => line).join('\n'))?.[0],
    );
  });

  afterAll(async () => {
    await world?.close();
  });

  const open = async (): Promise<{ id: string; sessionId: string; matchNumber: string }> => {
    calls += 1;
    const { sessionId, matchNumber } = await openCall(world, gatewayId, calls);
    const view = await world.operator<SessionView>('GET', `/api/sessions/${sessionId}`);
    const id = view.participants.find(({ challenge }) => challenge !== undefined)?.challenge?.id;
    if (id === undefined) throw new Error('no challenge was opened');
    return { id, sessionId, matchNumber };
  };

  test('an assertion signed for one call is refused for another, and the other stays open', async () => {
    const [one, other] = [await open(), await open()];
    expect(await signAndAnswer(chief, one.id, other.id, other.matchNumber)).toMatchObject([
      { status: 403, code: 'assertion-refused' },
    ]);
    expect(await signAndAnswer(chief, other.id, other.id, other.matchNumber)).toMatchObject([
      { status: 200, state: 'passed' },
    ]);
  });

  test('of 50 parallel answers exactly one wins, and the others are told so', async () => {
    const one = await open();
    const answers = await signAndAnswer(chief, one.id, one.id, one.matchNumber, 50);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 200);
    expect(new Set(others.map(({ code }) => code))).toEqual(new Set(['challenge-decided']));
  });

  test('somebody else’s passkey cannot answer it, nor even see it', async () => {
    const one = await open();
    const status = await finance.page.evaluate(async (id) => (await fetch(`/api/challenges/${id}`)).status, one.id);
    expect([403, 404]).toContain(status);
  });

  test('a wrong number ends it, however good the signature', async () => {
    const one = await open();
    const wrong = one.matchNumber === '000' ? '001' : '000';
    const [first] = await signAndAnswer(chief, one.id, one.id, wrong);
    expect(first?.status === 200 ? first.state : first?.code).toMatch(/failed|number-wrong/);
    const [second] = await signAndAnswer(chief, one.id, one.id, one.matchNumber).catch(() => [
      { status: 409, code: 'challenge-decided', state: '' },
    ]);
    expect(second?.code).toBe('challenge-decided');
  });

  test('a page of another origin cannot answer, even with the cookie', async () => {
    const one = await open();
    const answer = await chief.context.request.post(`${world.origin}/api/challenges/${one.id}/answer`, {
      headers: { origin: 'https://evil.example' },
      data: { kind: 'not-me' },
    });
    expect(answer.status()).toBe(403);
    expect(((await answer.json()) as { code: string }).code).toBe('wrong-origin');
  });
});
