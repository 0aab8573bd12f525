export type TransportName = 'udp' | 'tcp';

export interface SocketAddress {
  address: string;
  port: number;
}

/** A way to one peer: a UDP source address or a TCP connection. */
export interface Flow {
  readonly transport: TransportName;
  /** TCP needs no retransmission (RFC 3261 §17). */
  readonly reliable: boolean;
  readonly remote: SocketAddress;
  /** False once the connection is gone. */
  readonly open: boolean;
  /** Never throws; `onError` is called at most once when the bytes could not be handed over. */
  send(bytes: Uint8Array, onError?: (error: Error) => void): void;
}

/** What a transport reports upwards. */
export interface Inbound {
  message(bytes: Uint8Array, flow: Flow): void;
  /** Something that is no SIP message: counted. */
  garbage(reason: string, remote: SocketAddress): void;
}

export function describeRemote(flow: Flow): string {
  return `${flow.transport}:${flow.remote.address}:${flow.remote.port}`;
}
