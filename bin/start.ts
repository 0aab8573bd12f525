import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { line, say, SetupError } from './console.ts';
import { localSecrets, type Secrets } from './secrets.ts';
import { root, setUp } from './setup.ts';
import { defaultPorts, startStack, type Ports } from './stack.ts';

type Enrolment = { person: string; role: string; url: string };

const noise =
  /^\s*$|^Binding|^env\.|Your Worker has access|^─+|wrangler \d|^⎔|\[wrangler:info\] (GET|POST)|^Using vars|\(hidden\)|^▲|^✘.*Request\.cf|Starting local server/;

function portsFromEnvironment(): Ports {
  const entries = Object.entries(defaultPorts).map(([name, port]) => {
    const given = process.env[`COUNTERSIGN_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}_PORT`];
    return [name, given === undefined ? port : Number(given)];
  });
  return Object.fromEntries(entries) as Ports;
}

/** A clear word instead of a stack trace when something else sits on a port. */
async function requireFree(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', () => reject(new SetupError(`port ${port} is in use; is Countersign running already?`)));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

async function demoTenant(origin: string, secrets: Secrets): Promise<Enrolment[]> {
  const answer = await fetch(`${origin}/api/setup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secrets.SETUP_KEY}`, 'content-type': 'application/json', origin },
    body: '{}',
  });
  if (!answer.ok) throw new Error(`setting up the demo tenant failed: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { enrolments: Enrolment[] }).enrolments;
}

function welcome(origin: string, ports: Ports, enrolments: Enrolment[]): void {
  const rows = [
    '',
    `Countersign is running: ${origin}`,
    ...(enrolments.length > 0 ? ['', 'Enrol (each link works once):'] : []),
    ...enrolments.map(({ person, role, url }) => `  ${person.padEnd(16)} ${role.padEnd(9)} ${url}`),
    '',
    `Phones:  sip:1001@127.0.0.1:${ports.sip} (Finance Lead), sip:1002@127.0.0.1:${ports.sip} (Chief Executive)`,
    'Drill:   npm run drill    an impersonator calls the Finance Lead, and is stopped',
    'Stop:    Ctrl-C',
    '',
  ];
  process.stdout.write(`${rows.join('\n')}\n`);
}

async function main(): Promise<void> {
  const ports = portsFromEnvironment();
  await Promise.all([ports.edge, ports.gateway, ports.sip].map(requireFree));
  const { workerBin } = await setUp();
  const secrets = localSecrets(root);
  const stateDir = path.join(root, '.state');
  const stack = await startStack({
    root,
    stateDir,
    ports,
    secrets,
    workerBin,
    onLine: (tag, text) => noise.test(text) || line(tag, text),
  });
  fs.writeFileSync(path.join(stateDir, 'running.json'), JSON.stringify({ origin: stack.origin }));
  let closing = false;
  const stop = async (why: string, code: number): Promise<void> => {
    if (closing) return;
    closing = true;
    line('start', `${why}, stopping`);
    await stack.close();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(signal, 0));
  for (const running of [stack.edge(), stack.gateway()]) {
    void running.ended.then((how) => stop(`${running.name} ended (${how})`, 1));
  }
  welcome(stack.origin, ports, await demoTenant(stack.origin, secrets));
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
