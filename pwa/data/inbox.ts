import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { ChallengeView } from '#core/view';
import type { InboxMessage, RingingCall } from '#core/wire';
import { openLiveSocket, type LiveSocket, type LiveSocketParts, type SocketState } from './socket.ts';

/** What is waiting for this person: calls that ring and challenges, live. */
export type Inbox = {
  ringing: ReadonlySignal<readonly RingingCall[]>;
  /** Open challenges, oldest first. */
  challenges: ReadonlySignal<readonly ChallengeView[]>;
  /** The last challenge that was decided, for pages that show it. */
  decided: ReadonlySignal<ChallengeView | undefined>;
  state: ReadonlySignal<SocketState>;
  /** Edge's clock minus this device's, in milliseconds: add it to `Date.now()` before counting down. */
  skewMs: ReadonlySignal<number>;
  /** Takes a challenge or call out before the edge says so (it was just answered here). */
  settle(id: string): void;
  start(): void;
  stop(): void;
};

export function createInbox(
  parts: Pick<LiveSocketParts<InboxMessage>, 'url' | 'connect' | 'random'> & { nowMs: () => number },
): Inbox {
  const ringing = signal<readonly RingingCall[]>([]);
  const all = signal<readonly ChallengeView[]>([]);
  const decided = signal<ChallengeView | undefined>(undefined);
  const state = signal<SocketState>('closed');
  const skewMs = signal(0);
  let socket: LiveSocket | undefined;

  const take = (message: InboxMessage): void =>
    batch(() => {
      switch (message.type) {
        case 'hello':
          skewMs.value = message.nowMs - parts.nowMs();
          ringing.value = message.ringing;
          all.value = message.challenges;
          break;
        case 'ringing':
          ringing.value = [...without(ringing.value, message.call.sessionId), message.call];
          break;
        case 'ringing-over':
          ringing.value = without(ringing.value, message.sessionId);
          break;
        case 'challenge':
          all.value = [...all.value.filter(({ id }) => id !== message.challenge.id), message.challenge];
          break;
        case 'challenge-over':
          decided.value = message.challenge;
          all.value = all.value.filter(({ id }) => id !== message.challenge.id);
          break;
      }
    });

  const stop = (): void => {
    socket?.close();
    socket = undefined;
    batch(() => {
      state.value = 'closed';
      ringing.value = [];
      all.value = [];
    });
  };
  return {
    ringing,
    challenges: computed(() => all.value.filter((challenge) => challenge.state === 'sent')),
    decided,
    state,
    skewMs,
    settle(id) {
      ringing.value = without(ringing.value, id);
      all.value = all.value.filter((challenge) => challenge.id !== id);
    },
    start() {
      socket ??= openLiveSocket<InboxMessage>({
        ...parts,
        onMessage: take,
        onState: (next) => {
          state.value = next;
        },
      });
    },
    stop,
  };
}

function without(calls: readonly RingingCall[], sessionId: string): RingingCall[] {
  return calls.filter((call) => call.sessionId !== sessionId);
}
