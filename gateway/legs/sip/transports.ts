import type { Flow, Inbound, SocketAddress, TransportName } from './flow.ts';
import { type SipMessage, serialiseMessage } from './message.ts';
import { openTcpTransport, type TcpOptions, type TcpTransport, tcpDefaults } from './tcp-transport.ts';
import { openUdpTransport } from './udp-transport.ts';

export interface TransportConfig {
  bindAddress: string;
  /** Same number for UDP and TCP. */
  port: number;
  tcp?: Partial<TcpOptions>;
}

export interface Transports {
  readonly port: number;
  flowTo(transport: TransportName, remote: SocketAddress): Flow;
  tcpConnections(): number;
  close(): Promise<void>;
}

/** Opens UDP and TCP on one port. */
export async function openTransports(config: TransportConfig, inbound: Inbound): Promise<Transports> {
  const bind = { address: config.bindAddress, port: config.port };
  const udp = await openUdpTransport(bind, inbound);
  let tcp: TcpTransport;
  try {
    tcp = await openTcpTransport({ ...bind, port: udp.port }, { ...tcpDefaults, ...config.tcp }, inbound);
  } catch (error) {
    await udp.close();
    throw error;
  }
  return {
    port: udp.port,
    flowTo: (transport, remote) => (transport === 'udp' ? udp : tcp).flowTo(remote),
    tcpConnections: () => tcp.connections(),
    async close() {
      await Promise.all([udp.close(), tcp.close()]);
    },
  };
}

export function sendMessage(flow: Flow, message: SipMessage, onError?: (error: Error) => void): void {
  flow.send(serialiseMessage(message), onError);
}
