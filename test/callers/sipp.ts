import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

export type Caller = {
  /** Settles when the call is over: 0 when the other side ended it with BYE, as the scenario expects. */
  ended: Promise<number>;
  hangUp: () => void;
  output: () => string;
};

export type CallOptions = {
  /** Extension or number that is called. */
  to: string;
  displayName: string;
  number: string;
  sipPort: number;
  /** Own SIP port; media ports follow from it. */
  port: number;
  folder: string;
  /** Raw mu-law file in `folder`, named `speech.ul`, streamed in a loop. */
  transport?: 'udp' | 'tcp';
};

/** sipp (not ours) as a caller. `[display]` and `[number]` of the scenario are filled here: sipp's keys take no spaces. */
export function sippCall(options: CallOptions): Caller {
  const scenario = path.join(options.folder, `uac-${options.port}.xml`);
  const text = fs
    .readFileSync(path.join(import.meta.dirname, 'uac.xml'), 'utf8')
    .replaceAll('[display]', options.displayName)
    .replaceAll('[number]', options.number);
  fs.writeFileSync(scenario, text);
  const args = [
    ...['-sf', scenario, '-m', '1', '-s', options.to, '-t', options.transport === 'tcp' ? 't1' : 'u1'],
    ...['-i', '127.0.0.1', '-p', String(options.port), '-mi', '127.0.0.1', '-mp', String(options.port + 2)],
    ...[
      '-nostdin',
      '-timeout',
      '120',
      '-trace_err',
      '-error_file',
      path.join(options.folder, `sipp-${options.port}.err`),
    ],
    `127.0.0.1:${options.sipPort}`,
  ];
  const child = spawn('sipp', args, { cwd: options.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  return callerOf(child);
}

export function callerOf(child: ChildProcess): Caller {
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return {
    ended: once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : -1)),
    hangUp: () => {
      child.kill('SIGKILL');
    },
    output: () => Buffer.concat(chunks).toString('utf8'),
  };
}
