import fs from 'node:fs';
import path from 'node:path';
import type { Secrets } from './secrets.ts';
import { type Running, startProcess } from './processes.ts';
import { runTool } from './setup.ts';
import { fingerprint } from './stamp.ts';

export type Ports = {
  edge: number;
  gateway: number;
  sip: number;
  rtpMin: number;
  rtpMax: number;
  rtc: number;
  inspector: number;
};

export const defaultPorts: Ports = {
  edge: 8787,
  gateway: 8790,
  sip: 5060,
  rtpMin: 40000,
  rtpMax: 40199,
  rtc: 44400,
  inspector: 9229,
};

export type StackOptions = {
  root: string;
  /** Everything that outlives a run: D1 and Durable Object storage, the gateway's spool, its id. */
  stateDir: string;
  ports: Ports;
  secrets: Secrets;
  workerBin: string;
  onLine: (process: string, line: string) => void;
  env?: NodeJS.ProcessEnv;
};

export type Stack = {
  origin: string;
  edge: () => Running;
  gateway: () => Running;
  startEdge: () => Promise<void>;
  startGateway: () => Promise<void>;
  close: () => Promise<void>;
};

const quiet = {
  NO_COLOR: '1',
  FORCE_COLOR: '0',
  CI: '1',
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
};

/** The two processes with local storage. Each can be stopped and started alone, as the fault tests do. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { ports, root, stateDir } = options;
  const origin = `http://localhost:${ports.edge}`;
  await migrate(options);
  const running: { edge?: Running; gateway?: Running } = {};
  const need = (name: 'edge' | 'gateway'): Running => {
    const found = running[name];
    if (found === undefined) throw new TypeError(`${name} is not running`);
    return found;
  };
  const startEdge = async (): Promise<void> => {
    running.edge = startProcess('edge', 'wrangler', edgeArguments(options, origin), {
      cwd: root,
      env: { ...process.env, ...quiet },
      onLine: (text) => options.onLine('edge', text),
    });
    await untilHealthy(`${origin}/api/health`, running.edge);
  };
  const startGateway = async (): Promise<void> => {
    running.gateway = startProcess('gateway', 'node', ['gateway/main.ts'], {
      cwd: root,
      env: { ...process.env, ...gatewayEnvironment(options, origin), ...options.env },
      onLine: (text) => options.onLine('gateway', text),
    });
    await untilHealthy(`http://127.0.0.1:${ports.gateway}/health`, running.gateway);
  };
  fs.mkdirSync(stateDir, { recursive: true });
  const close = async (): Promise<void> => {
    // The gateway first: it tells the edge how its calls ended.
    await running.gateway?.stop();
    await running.edge?.stop();
  };
  try {
    await Promise.all([startEdge(), startGateway()]);
  } catch (error) {
    await close();
    throw error;
  }
  return { origin, edge: () => need('edge'), gateway: () => need('gateway'), startEdge, startGateway, close };
}

async function migrate({ root, stateDir }: StackOptions): Promise<void> {
  const stamp = path.join(stateDir, 'migrated');
  const now = fingerprint(root, ['edge/store/migrations']);
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === now) return;
  fs.mkdirSync(stateDir, { recursive: true });
  await runTool(
    'wrangler',
    ['d1', 'migrations', 'apply', 'countersign', '--local', '--persist-to', path.join(stateDir, 'edge')],
    quiet,
  );
  fs.writeFileSync(stamp, now);
}

function edgeArguments({ ports, stateDir, secrets }: StackOptions, origin: string): string[] {
  const variables = {
    ORIGIN: origin,
    GATEWAY_URL: `ws://localhost:${ports.gateway}/rtc`,
    GATEWAY_KEY: secrets.GATEWAY_KEY,
    SETUP_KEY: secrets.SETUP_KEY,
  };
  return [
    'dev',
    ...['--port', String(ports.edge), '--inspector-port', String(ports.inspector)],
    ...['--persist-to', path.join(stateDir, 'edge'), '--log-level', 'info'],
    '--show-interactive-dev-session=false',
    ...Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ];
}

function gatewayEnvironment({ ports, stateDir, secrets, workerBin }: StackOptions, origin: string): NodeJS.ProcessEnv {
  return {
    EDGE_URL: origin,
    GATEWAY_KEY: secrets.GATEWAY_KEY,
    GATEWAY_PORT: String(ports.gateway),
    SIP_PORT: String(ports.sip),
    RTP_PORT_MIN: String(ports.rtpMin),
    RTP_PORT_MAX: String(ports.rtpMax),
    RTC_PORT: String(ports.rtc),
    STATE_DIR: path.join(stateDir, 'gateway'),
    MEDIASOUP_WORKER_BIN: workerBin,
  };
}

/** Waits until an address answers 2xx; fails when its process ends first or a minute passes. */
async function untilHealthy(url: string, running: Running): Promise<void> {
  const deadline = Date.now() + 60_000;
  let over: string | undefined;
  const noted = running.ended.then((how) => (over = how));
  void noted;
  while (Date.now() < deadline) {
    if (over !== undefined) throw new Error(`${running.name} ended while starting (${over})`);
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${running.name} did not answer at ${url} within a minute`);
}
