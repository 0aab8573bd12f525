/** A WebSocket that comes back by itself. Messages are parsed JSON; anything else is dropped. */
export type LiveSocket = { close(): void };

export type LiveSocketParts<Message> = {
  url: string;
  connect: (url: string) => WebSocket;
  onMessage: (message: Message) => void;
  onState: (state: SocketState) => void;
  /** 0 to 1; spreads the reconnections of many pages. */
  random: () => number;
  /** Sends "ping" this often, to notice a dead path. */
  pingMs?: number;
};
export type SocketState = 'connecting' | 'open' | 'closed';

/** Waits 0.5 s, 1 s, 2 s … at most 8 s, each shortened by up to a half at random. */
export function backoffMs(attempt: number, random: number): number {
  return Math.min(8000, 500 * 2 ** Math.min(attempt, 10)) * (1 - random / 2);
}

export function openLiveSocket<Message>(parts: LiveSocketParts<Message>): LiveSocket {
  const { url, connect, onMessage, onState, random, pingMs = 20_000 } = parts;
  let socket: WebSocket | undefined;
  let attempt = 0;
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let heardSincePing = true;

  const open = (): void => {
    if (closed) return;
    onState('connecting');
    const current = connect(url);
    socket = current;
    current.addEventListener('open', () => {
      attempt = 0;
      heardSincePing = true;
      onState('open');
    });
    current.addEventListener('message', ({ data }) => {
      heardSincePing = true;
      const message = parse(data);
      // Both ends are ours and are built together: what parses is a message.
      if (message !== undefined) onMessage(message as Message);
    });
    current.addEventListener('close', () => {
      if (closed || socket !== current) return;
      onState('closed');
      retry = setTimeout(open, backoffMs(attempt, random()));
      attempt += 1;
    });
  };
  const ping = setInterval(() => {
    if (socket?.readyState !== 1) return;
    // No "pong" since the last "ping": the path is dead, though no close frame came.
    if (!heardSincePing) return socket.close();
    heardSincePing = false;
    socket.send('ping');
  }, pingMs);
  open();
  return {
    close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(ping);
      socket?.close();
    },
  };
}

function parse(frame: unknown): unknown {
  if (typeof frame !== 'string' || frame === 'pong') return undefined;
  try {
    return JSON.parse(frame);
  } catch {
    return undefined;
  }
}
