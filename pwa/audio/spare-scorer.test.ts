import { expect, test, vi } from 'vitest';
import type { ScorerProcess } from './scorer-process.ts';
import { createSpareScorer } from './spare-scorer.ts';

function scorerProcess() {
  const close = vi.fn<() => void>();
  const made: ScorerProcess = {
    kernels: new Promise(() => undefined),
    order: () => undefined,
    follow: () => undefined,
    close,
  };
  return { made, close };
}

test('what was made ready is handed over once, and not closed by a later drop', async () => {
  const { made, close } = scorerProcess();
  const spare = createSpareScorer(() => Promise.resolve(made));
  await spare.prepare();
  expect(spare.take()).toBe(made);
  expect(spare.take()).toBeUndefined();
  spare.drop();
  expect(close).not.toHaveBeenCalled();
});

test('two calls that ring make one ready', async () => {
  const open = vi.fn<() => Promise<ScorerProcess>>(() => Promise.resolve(scorerProcess().made));
  const spare = createSpareScorer(open);
  await Promise.all([spare.prepare(), spare.prepare()]);
  await spare.prepare();
  expect(open).toHaveBeenCalledTimes(1);
});

test('dropped before it came: it is closed on arrival and never handed over', async () => {
  const { made, close } = scorerProcess();
  const opening = Promise.withResolvers<ScorerProcess>();
  const spare = createSpareScorer(() => opening.promise);
  const preparing = spare.prepare();
  spare.drop();
  opening.resolve(made);
  await preparing;
  expect(close).toHaveBeenCalledTimes(1);
  expect(spare.take()).toBeUndefined();
});

test('a failure to open is not an error of the call that rings', async () => {
  const spare = createSpareScorer(() => Promise.reject(new Error('offline')));
  await expect(spare.prepare()).resolves.toBeUndefined();
  expect(spare.take()).toBeUndefined();
});
