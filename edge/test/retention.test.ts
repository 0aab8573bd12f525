import { createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import worker from '../index.ts';
import { lessonOf } from '../core/lesson.ts';
import { learnStatements } from '../store/queries/baseline.ts';

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 23, 3, 17);

async function learn(key: string, atMs: number, country: string): Promise<void> {
  const lesson = lessonOf({ atMs, values: { country } }, { key, personId: 'per_a', source: 'session' });
  await env.DB.batch(learnStatements(env.DB, 'ten_a', [lesson], { token: key, atMs }));
}

async function kept(query: string): Promise<unknown[]> {
  return (await env.DB.prepare(query).raw()).flat();
}

it('forgets by itself what was not seen for 180 days, and nothing younger', async () => {
  await learn('old', nowMs - 182 * dayMs, 'FR');
  await learn('young', nowMs - 179 * dayMs, 'DE');
  const attempt = 'insert into sign_in_attempt (tenant_id, person_id, at_ms, succeeded) values (?, ?, ?, 0)';
  await env.DB.batch([1.5, 0.5].map((days) => env.DB.prepare(attempt).bind('ten_a', 'per_a', nowMs - days * dayMs)));
  await worker.scheduled(createScheduledController({ scheduledTime: new Date(nowMs), cron: '17 3 * * *' }), env);
  expect(
    await kept("select value from baseline where scope = 'person' and feature = 'country' and value <> ''"),
  ).toEqual(['DE']);
  expect(await kept('select fact_hash from learned')).toEqual(['young']);
  expect(await kept('select at_ms from sign_in_attempt')).toEqual([nowMs - 0.5 * dayMs]);
});
