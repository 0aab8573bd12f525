import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { newSecret, type Secrets } from '../bin/secrets.ts';
import { type Ports, type Stack, startStack } from '../bin/stack.ts';

export const root = path.dirname(import.meta.dirname);
export const chromiumPath = '/usr/bin/chromium';

export type Enrolment = { person: string; role: string; url: string };

/** A whole system on ports of its own, with empty storage in a temporary folder. */
export type World = {
  stack: Stack;
  origin: string;
  ports: Ports;
  secrets: Secrets;
  folder: string;
  enrolments: Enrolment[];
  browser: Browser;
  log: { process: string; line: string }[];
  /** Calls an operator route with the set-up key. */
  operator: <T>(method: 'GET' | 'POST', route: string, body?: unknown) => Promise<T>;
  close: () => Promise<void>;
};

/** Ports of one world: `slot` 0 to 9 keeps parallel or left-over worlds apart. */
function portsOf(slot: number): Ports {
  const from = 28_000 + slot * 200;
  return {
    edge: from,
    gateway: from + 1,
    sip: from + 2,
    rtc: from + 3,
    inspector: from + 4,
    rtpMin: from + 50,
    rtpMax: from + 149,
  };
}

export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

export async function startWorld(slot: number): Promise<World> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-world-'));
  const ports = portsOf(slot);
  const secrets = { GATEWAY_KEY: newSecret(), SETUP_KEY: newSecret() };
  const log: World['log'] = [];
  const workerBin = process.env['MEDIASOUP_WORKER_BIN'] ?? '';
  const stack = await startStack({
    root,
    stateDir: folder,
    ports,
    secrets,
    workerBin,
    onLine: (name, line) => {
      log.push({ process: name, line });
      if (process.env['WORLD_LOG'] !== undefined) process.stderr.write(`${name} ${line}\n`);
    },
  });
  const operator = operatorOf(stack.origin, secrets);
  const { enrolments } = await operator<{ enrolments: Enrolment[] }>('POST', '/api/setup', {});
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: chromiumFlags,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  const close = async (): Promise<void> => {
    await browser.close();
    await stack.close();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { stack, origin: stack.origin, ports, secrets, folder, enrolments, browser, log, operator, close };
}

function operatorOf(origin: string, secrets: Secrets): World['operator'] {
  return async <T>(method: 'GET' | 'POST', route: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${origin}${route}`, {
      method,
      headers: { authorization: `Bearer ${secrets.SETUP_KEY}`, 'content-type': 'application/json', origin },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
}

/** Polls until `probe` gives something; fails with the last thing seen. */
export async function until<T>(what: string, probe: () => Promise<T | undefined>, patienceMs = 20_000): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
