import { WebSocket } from 'ws';
import type { RtcNotice, RtcResponse, RtcServerMessage } from '#core/wire';

export type PageClient = {
  readonly socket: WebSocket;
  readonly notices: RtcNotice[];
  request(method: string, params?: object): Promise<RtcResponse>;
  send(text: string): void;
  /** Waits for a notice of this type that has not been waited for yet. */
  notice<T extends RtcNotice['type']>(type: T, timeoutMs?: number): Promise<Extract<RtcNotice, { type: T }>>;
  closed: Promise<{ code: number; reason: string }>;
  close(): void;
};

/** A page's socket without a browser: frames only. For tests. */
export async function openPageClient(port: number, origin: string): Promise<PageClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rtc`, { origin });
  const notices: RtcNotice[] = [];
  const taken = new Set<RtcNotice>();
  const waiting = new Map<number, (response: RtcResponse) => void>();
  const watchers = new Set<() => void>();
  let lastId = 0;
  socket.on('message', (bytes: Buffer) => {
    const message = JSON.parse(bytes.toString('utf8')) as RtcServerMessage;
    if (message.kind === 'response') waiting.get(message.id)?.(message);
    else notices.push(message);
    for (const watcher of watchers) watcher();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return {
    socket,
    notices,
    closed,
    send: (text) => socket.send(text),
    close: () => socket.terminate(),
    request(method, params = {}) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${method} was not answered`)), 10_000);
        waiting.set(id, (response) => {
          clearTimeout(timer);
          resolve(response);
        });
        socket.send(JSON.stringify({ id, method, ...params }));
      });
    },
    notice(type, timeoutMs = 5000) {
      type Wanted = Extract<RtcNotice, { type: typeof type }>;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(look);
          reject(new Error(`no ${type}; seen: ${notices.map((notice) => notice.type).join(', ')}`));
        }, timeoutMs);
        const look = (): void => {
          const found = notices.find((notice): notice is Wanted => notice.type === type && !taken.has(notice));
          if (found === undefined) return;
          taken.add(found);
          watchers.delete(look);
          clearTimeout(timer);
          resolve(found);
        };
        watchers.add(look);
        look();
      });
    },
  };
}
