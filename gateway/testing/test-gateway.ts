import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseConfig } from '../config.ts';
import { type Gateway, type GatewayOverrides, startGateway } from '../context.ts';
import { createLogger } from '../logger.ts';
import { type FakeEdge, startFakeEdge, testKey } from './fake-edge.ts';

export const pageOrigin = 'http://pages.test';

export type TestGateway = {
  edge: FakeEdge;
  gateway: Gateway;
  stateDir: string;
  environment: Record<string, string>;
  close(): Promise<void>;
};

/** A whole gateway against an edge in memory. `base` is the first of 300 ports that nobody else uses. */
export async function startTestGateway(
  base: number,
  overrides: GatewayOverrides & { pwaOrigin?: string; sipUsers?: string } = {},
): Promise<TestGateway> {
  const edge = await startFakeEdge();
  const stateDir = await mkdtemp(path.join(tmpdir(), 'countersign-gateway-'));
  const environment = {
    EDGE_URL: edge.url,
    GATEWAY_KEY: testKey,
    GATEWAY_PORT: String(base),
    PWA_ORIGIN: overrides.pwaOrigin ?? pageOrigin,
    SIP_PORT: String(base + 1),
    RTC_PORT: String(base + 2),
    RTP_PORT_MIN: String(base + 10),
    RTP_PORT_MAX: String(base + 109),
    STATE_DIR: stateDir,
    SIP_USERS: overrides.sipUsers ?? '',
    LOG_LEVEL: process.env['GATEWAY_TEST_LOG'] ?? 'silent',
    ...(process.env['MEDIASOUP_WORKER_BIN'] && { MEDIASOUP_WORKER_BIN: process.env['MEDIASOUP_WORKER_BIN'] }),
  };
  const config = parseConfig(environment);
  const gateway = await startGateway(config, createLogger(config.logLevel), overrides);
  return {
    edge,
    gateway,
    stateDir,
    environment,
    async close() {
      await gateway.close();
      await edge.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
