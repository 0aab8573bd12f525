import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach } from 'vitest';

/** In a worker that files share, one reset is not always enough: what the last file left in flight may outlive it. */
beforeEach(async () => {
  do {
    await reset();
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  } while (!(await isEmpty()));
});

async function isEmpty(): Promise<boolean> {
  const row = await env.DB.prepare('select 1 from tenant union all select 1 from session limit 1').first();
  return row === null;
}
