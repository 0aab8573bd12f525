import { computed, signal, type ReadonlySignal } from '@preact/signals';

/** Whether the edge can be reached. The browser's own word counts only when it says no: a captive network says yes. */
export type Network = {
  online: ReadonlySignal<boolean>;
  /** What the browser says alone: requests are still tried when only the edge did not answer. */
  connected: ReadonlySignal<boolean>;
  /** A request or socket got an answer, whatever it was. */
  answered: () => void;
  /** A request got none; the edge is then asked every two seconds until it answers. */
  unanswered: () => void;
  /** Something stopped answering: the edge is asked now, and believed away only when it does not answer. */
  doubted: () => void;
  close(): void;
};

const probeMs = 2000;

/** `probe` asks the edge for anything and resolves when it answered. */
export function watchNetwork(target: Window, probe: () => Promise<unknown>): Network {
  const connected = signal(target.navigator.onLine);
  const reachable = signal(true);
  let timer: ReturnType<typeof setInterval> | undefined;

  const answered = (): void => {
    reachable.value = true;
    clearInterval(timer);
    timer = undefined;
  };
  const ask = (): void => void probe().then(answered, () => undefined);
  const update = (): void => {
    connected.value = target.navigator.onLine;
    if (connected.value && !reachable.value) ask();
  };
  target.addEventListener('online', update);
  target.addEventListener('offline', update);
  const unanswered = (): void => {
    reachable.value = false;
    timer ??= setInterval(ask, probeMs);
  };
  return {
    connected,
    online: computed(() => connected.value && reachable.value),
    answered,
    unanswered,
    doubted: () => void probe().then(answered, unanswered),
    close() {
      clearInterval(timer);
      target.removeEventListener('online', update);
      target.removeEventListener('offline', update);
    },
  };
}
