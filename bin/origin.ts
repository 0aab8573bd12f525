import fs from 'node:fs';
import path from 'node:path';
import { localSecrets } from './secrets.ts';
import { root } from './setup.ts';

/** Where the system runs that was started here, or the one that `ORIGIN` names. */
export function runningOrigin(): string {
  if (process.env['ORIGIN'] !== undefined) return process.env['ORIGIN'];
  const file = path.join(root, '.state', 'running.json');
  if (!fs.existsSync(file)) throw new Error('Countersign does not run here yet: npm start first');
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as { origin: string }).origin;
}

/** Asks the running system as its operator. @throws Error with status and body of a refusal. */
export async function askRunning<T>(method: 'GET' | 'POST', route: string): Promise<T> {
  const origin = runningOrigin();
  const answer = await fetch(`${origin}${route}`, {
    method,
    headers: {
      authorization: `Bearer ${process.env['SETUP_KEY'] ?? localSecrets(root).SETUP_KEY}`,
      'content-type': 'application/json',
      origin,
    },
    ...(method === 'POST' ? { body: '{}' } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
