import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export type Secrets = { GATEWAY_KEY: string; SETUP_KEY: string };

const names = ['GATEWAY_KEY', 'SETUP_KEY'] as const;

/** Local secrets live in `.dev.vars` (not in git), where wrangler reads them too. Missing ones are made. */
export function localSecrets(root: string): Secrets {
  const file = path.join(root, '.dev.vars');
  const known = new Map(
    (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '').split('\n').flatMap((row): [string, string][] => {
      const cut = row.indexOf('=');
      return cut > 0
        ? [
            [
              row.slice(0, cut).trim(),
              row
                .slice(cut + 1)
                .trim()
                .replace(/^"|"$/g, ''),
            ],
          ]
        : [];
    }),
  );
  const missing = names.filter((name) => known.get(name) === undefined);
  for (const name of missing) known.set(name, newSecret());
  if (missing.length > 0) {
    fs.writeFileSync(file, [...known].map(([name, value]) => `${name}=${value}\n`).join(''), { mode: 0o600 });
  }
  return { GATEWAY_KEY: known.get('GATEWAY_KEY') ?? '', SETUP_KEY: known.get('SETUP_KEY') ?? '' };
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
