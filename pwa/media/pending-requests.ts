import type { RtcResponse } from '#core/wire';
import { RtcError } from './rtc-protocol.ts';

type Waiting = {
  resolve: (result: never) => void;
  reject: (error: RtcError) => void;
  timer: ReturnType<typeof setTimeout>;
};

/** Requests that wait for their answer, by id. Each is settled once: answered, refused, timed out or given up. */
export type PendingRequests = {
  /** `send` gets the id; what comes back is the answer to it. */
  add<T>(method: string, send: (id: number) => void): Promise<T>;
  answer(response: RtcResponse): void;
  giveUp(code: string): void;
};

export function createPendingRequests(timeoutMs: number): PendingRequests {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  function take(id: number): Waiting | undefined {
    const entry = waiting.get(id);
    waiting.delete(id);
    clearTimeout(entry?.timer);
    return entry;
  }

  return {
    add<T>(method: string, send: (id: number) => void) {
      lastId += 1;
      const id = lastId;
      return new Promise<T>((resolve, reject) => {
        const timer = setTimeout(
          () => take(id)?.reject(new RtcError('timeout', `${method} was not answered`)),
          timeoutMs,
        );
        waiting.set(id, { resolve, reject, timer });
        send(id);
      });
    },
    answer(response) {
      const entry = take(response.id);
      if (response.ok) entry?.resolve(response.result as never);
      else entry?.reject(new RtcError(response.code, response.detail));
    },
    giveUp(code) {
      for (const id of waiting.keys()) take(id)?.reject(new RtcError(code));
    },
  };
}
