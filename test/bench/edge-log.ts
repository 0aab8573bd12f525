import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { World } from '../world.ts';

type Fields = Record<string, unknown>;
type ConsoleCall = { method?: string; params?: { args?: { value?: unknown }[] } };

/** What the edge logs, through workerd's inspector: `wrangler dev` itself prints no log lines at its level. */
export async function listenToEdge(world: World): Promise<{ lines: Fields[]; close: () => void }> {
  const lines: Fields[] = [];
  const socket = new WebSocket(`ws://127.0.0.1:${world.ports.inspector}/ws`);
  socket.on('message', (bytes: Buffer) => {
    const { method, params } = JSON.parse(bytes.toString('utf8')) as ConsoleCall;
    const text = params?.args?.[0]?.value;
    if (method === 'Runtime.consoleAPICalled' && typeof text === 'string' && text.startsWith('{')) {
      lines.push(JSON.parse(text) as Fields);
    }
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.enable' }));
  return { lines, close: () => socket.terminate() };
}
