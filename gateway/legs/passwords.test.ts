import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../config.ts';
import { newId } from '../ids.ts';
import { waitUntil } from '../testing/browser.ts';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts';
import { createSipServer, type SipServer } from './sip/sip-server.ts';

const environment = { GATEWAY_KEY: 'k'.repeat(43) };

describe('a gateway that asks callers for a password', { timeout: 30_000 }, () => {
  let stack: TestGateway;
  let phone: SipServer;
  beforeAll(async () => {
    stack = await startTestGateway(24_800, { sipUsers: 'trunk:a password of a trunk' });
    await waitUntil('the edge knows the gateway', () => stack.edge.gateways === 1);
    phone = await createSipServer(
      { bindAddress: '127.0.0.1', port: 24_795, rtp: { minPort: 24_700, maxPort: 24_720 } },
      { log: () => undefined },
    );
  }, 30_000);
  afterAll(async () => {
    await phone?.close();
    await stack?.close();
  });

  const dial = (credentials?: { username: string; password: string }): Promise<string> =>
    new Promise((resolve) => {
      const call = phone.placeCall(`sip:1001@127.0.0.1:${stack.gateway.sipPort}`, {
        ...(credentials && { credentials }),
      });
      call.on('ringing', () => {
        resolve('ringing');
        call.cancel();
      });
      call.on('failed', (status) => resolve(String(status)));
    });

  it('refuses who has none, or a wrong one, before the edge hears of it', async () => {
    expect(await dial()).toBe('401');
    expect(await dial({ username: 'trunk', password: 'another password' })).toMatch(/401|403/);
    expect(stack.edge.openings).toHaveLength(0);
  });

  it('lets the trunk ring', async () => {
    expect(await dial({ username: 'trunk', password: 'a password of a trunk' })).toBe('ringing');
    expect(stack.edge.openings).toHaveLength(1);
  });

  it('lets its own drills in', async () => {
    stack.edge.order({
      type: 'drill',
      id: newId('act'),
      issuedAtMs: Date.now(),
      drillId: newId('drl'),
      mark: 'mark',
      callee: '1001',
      displayName: 'Chief Executive',
      number: '+12025550188',
      durationMs: 1_000,
    });
    await waitUntil('the drill', () => stack.edge.openings.some(({ drillMark }) => drillMark === 'mark'));
  });
});

describe('SIP_USERS', () => {
  it('keeps colons of a password, and refuses short ones without showing them', () => {
    expect(parseConfig({ ...environment, SIP_USERS: 'a:b:c:d:e:f:g:h' }).sip.users).toEqual([
      { username: 'a', password: 'b:c:d:e:f:g:h' },
    ]);
    const short = (): unknown => parseConfig({ ...environment, SIP_USERS: 'trunk:secret' });
    expect(short).toThrow(ConfigError);
    expect(short).not.toThrow(/secret/);
  });
});
