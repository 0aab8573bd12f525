import { expect, test } from 'vitest';
import { memoryCache } from './cache.ts';
import { ApiError } from './problem.ts';
import { createResource } from './resource.ts';

type Reply = { n: number; asOfMs?: number };
const nowMs = (): number => 5000;

/** A load whose replies the test gives by hand. */
function byHand<T>() {
  const waiting: { resolve: (value: T) => void; reject: (error: unknown) => void }[] = [];
  const load = (): Promise<T> => new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  return { load, waiting };
}

test('the cached reply is shown first, then the edge’s replaces it', async () => {
  const cache = memoryCache();
  await cache.write('/k', { json: { n: 1 }, asOfMs: 1000 });
  const { load, waiting } = byHand<Reply>();
  const resource = createResource({ key: '/k', load, cache, nowMs });
  const renewed = resource.refresh();
  await cache.read('/k');
  await Promise.resolve();
  expect([resource.value.value, resource.asOfMs.value, resource.fresh.value]).toEqual([{ n: 1 }, 1000, false]);
  waiting[0]?.resolve({ n: 2, asOfMs: 4321 });
  await renewed;
  expect([resource.value.value?.n, resource.asOfMs.value, resource.fresh.value]).toEqual([2, 4321, true]);
  expect(await cache.read('/k')).toEqual({ json: { n: 2, asOfMs: 4321 }, asOfMs: 4321 });
});

test('a failed renewal keeps the old value and says so', async () => {
  let failing = false;
  const resource = createResource<Reply>({
    key: '/k',
    load: () => (failing ? Promise.reject(new ApiError('offline')) : Promise.resolve({ n: 7 })),
    cache: memoryCache(),
    nowMs,
  });
  await resource.refresh();
  failing = true;
  await resource.refresh();
  expect(resource.value.value).toEqual({ n: 7 });
  expect(resource.asOfMs.value).toBe(5000);
  expect(resource.fresh.value).toBe(false);
  expect(resource.error.value).toMatchObject({ code: 'offline' });
});

test('without network the cached reply is there when the failure is', async () => {
  const cache = memoryCache();
  await cache.write('/k', { json: { n: 1 }, asOfMs: 1000 });
  const resource = createResource<Reply>({
    key: '/k',
    load: () => Promise.reject(new ApiError('offline')),
    cache,
    nowMs,
  });
  await resource.refresh();
  expect([resource.value.value, resource.asOfMs.value, resource.loading.value]).toEqual([{ n: 1 }, 1000, false]);
});

test('refreshing twice at once asks once', async () => {
  const { load, waiting } = byHand<Reply>();
  const resource = createResource({ key: '/k', load, cache: memoryCache(), nowMs });
  const both = [resource.refresh(), resource.refresh()];
  expect(waiting.length).toBe(1);
  waiting[0]?.resolve({ n: 1 });
  await Promise.all(both);
});

test('a reply after close changes nothing', async () => {
  const { load, waiting } = byHand<Reply>();
  const cache = memoryCache();
  const resource = createResource({ key: '/k', load, cache, nowMs });
  const renewed = resource.refresh();
  resource.close();
  waiting[0]?.resolve({ n: 1 });
  await renewed;
  expect(resource.value.value).toBeUndefined();
  expect(await cache.read('/k')).toBeUndefined();
});

test('the cache gives back what was written, not the object itself, and is empty after clear', async () => {
  const cache = memoryCache();
  const json = { n: 1 };
  await cache.write('/k', { json, asOfMs: 1 });
  json.n = 2;
  expect((await cache.read('/k'))?.json).toEqual({ n: 1 });
  await cache.clear();
  expect(await cache.read('/k')).toBeUndefined();
});
