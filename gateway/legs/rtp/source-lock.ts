export interface RemoteMedia {
  address: string;
  port: number;
  rtcpPort: number;
}

/**
 * Who may send to us. `sdp-host`: only the host of the SDP, any port (symmetric RTP behind a port-rewriting NAT on the
 * same address). `first-packet`: whoever sends first, then nobody else; for phones behind NAT that put a private
 * address into their SDP.
 */
export type SourcePolicy = 'sdp-host' | 'first-packet';

/**
 * Learns and pins the media source. Without it anybody who guesses the port hears the call and speaks into it
 * ("RTP bleed").
 */
export class SourceLock {
  readonly #policy: SourcePolicy;
  #offered: RemoteMedia | null = null;
  #locked: { address: string; port: number } | null = null;

  constructor(policy: SourcePolicy) {
    this.#policy = policy;
  }

  /** A new offer or answer: the next packet of the offered host is learnt again. */
  offer(remote: RemoteMedia | null): void {
    const same = remote !== null && this.#offered?.address === remote.address && this.#offered.port === remote.port;
    this.#offered = remote;
    if (!same) this.#locked = null;
  }

  /** True when the packet may be used. The first acceptable one is pinned. */
  admit(address: string, port: number): boolean {
    const host = plainAddress(address);
    if (this.#locked !== null) return this.#locked.address === host && this.#locked.port === port;
    if (this.#offered === null) return false;
    if (this.#policy === 'sdp-host' && plainAddress(this.#offered.address) !== host) return false;
    this.#locked = { address: host, port };
    return true;
  }

  /** RTCP comes from the same host, but its port may differ from the announced one. */
  admitControl(address: string): boolean {
    const host = this.#locked?.address ?? (this.#offered === null ? null : plainAddress(this.#offered.address));
    return host === plainAddress(address);
  }

  /** Where to send RTP. */
  target(): { address: string; port: number } | null {
    return this.#locked ?? this.#offered;
  }

  controlTarget(): { address: string; port: number } | null {
    if (this.#offered === null) return null;
    return { address: this.#locked?.address ?? this.#offered.address, port: this.#offered.rtcpPort };
  }
}

/** IPv4-mapped IPv6 addresses are the IPv4 address they carry. */
export function plainAddress(address: string): string {
  const lower = address.toLowerCase();
  return lower.startsWith('::ffff:') && lower.includes('.') ? lower.slice(7) : lower;
}
