import { expect, test, vi } from 'vitest';
import { watchNetwork } from './network.ts';

/** A window as far as this needs one. */
function windowOf(onLine: boolean) {
  const target = Object.assign(new EventTarget(), { navigator: { onLine } });
  const set = (next: boolean): void => {
    target.navigator.onLine = next;
    target.dispatchEvent(new Event(next ? 'online' : 'offline'));
  };
  return { target: target as unknown as Window, set };
}

test('the browser’s word is taken when it says no', () => {
  const { target, set } = windowOf(true);
  const network = watchNetwork(target, () => Promise.resolve());
  expect(network.online.value).toBe(true);
  set(false);
  expect(network.online.value).toBe(false);
  set(true);
  expect(network.online.value).toBe(true);
  network.close();
});

test('an edge that does not answer is offline until it answers a probe', async () => {
  vi.useFakeTimers();
  let up = false;
  const network = watchNetwork(windowOf(true).target, () =>
    up ? Promise.resolve() : Promise.reject(new Error('down')),
  );
  network.unanswered();
  expect([network.online.value, network.connected.value]).toEqual([false, true]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(network.online.value).toBe(false);
  up = true;
  await vi.advanceTimersByTimeAsync(2000);
  expect(network.online.value).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  network.close();
  vi.useRealTimers();
});

test('any answer counts as reachable at once', () => {
  const network = watchNetwork(windowOf(true).target, () => Promise.reject(new Error('down')));
  network.unanswered();
  network.answered();
  expect(network.online.value).toBe(true);
  network.close();
});

test('a lost socket alone is no proof: the edge is asked, and is away only when it does not answer', async () => {
  let up = true;
  const network = watchNetwork(windowOf(true).target, () =>
    up ? Promise.resolve() : Promise.reject(new Error('down')),
  );
  network.doubted();
  await Promise.resolve();
  expect(network.online.value).toBe(true);
  up = false;
  network.doubted();
  await vi.waitFor(() => expect(network.online.value).toBe(false));
  network.close();
});
