import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const ignored = new Set(['node_modules', 'dist', 'build', '.wrangler', '.state', '__pycache__']);

function filesUnder(folder: string): string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return ignored.has(entry.name) ? [] : filesUnder(at);
    return entry.name.includes('.test.') ? [] : [at];
  });
}

/** Hash over the contents of files and folders: what a build step was made from. */
export function fingerprint(root: string, inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const at = path.join(root, input);
    if (!fs.existsSync(at)) continue;
    for (const file of fs.statSync(at).isDirectory() ? filesUnder(at) : [at]) {
      hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

/** Runs `build` unless `output` exists and was made from the same inputs. */
export async function onceFor(
  root: string,
  step: { name: string; inputs: readonly string[]; output: string },
  build: () => Promise<void>,
): Promise<void> {
  const stamp = path.join(root, '.state', 'stamps', step.name);
  const now = fingerprint(root, step.inputs);
  const known = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : '';
  if (known === now && fs.existsSync(path.join(root, step.output))) return;
  await build();
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, now);
}
