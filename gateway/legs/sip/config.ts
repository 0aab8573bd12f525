import type { Clock } from '../rtp/clock.ts';
import type { Codec } from '../rtp/codec.ts';
import type { Random } from '../rtp/random.ts';
import type { RtpEndpointOptions } from '../rtp/rtp-options.ts';
import type { DigestServerOptions } from './digest-server.ts';
import type { TrustedPeer } from './peers.ts';
import { type SipTimers, standardTimers } from './sip-timers.ts';
import type { TcpOptions } from './tcp-transport.ts';

export interface SipLimits {
  /** New INVITEs a second from one source address, and how many may come at once. */
  invitesPerSecond: number;
  inviteBurst: number;
  calls: number;
  callsPerSource: number;
  /** An INVITE nobody answers is given up after this. */
  ringMs: number;
  transactions: number;
  /** A peer that sends neither RTP nor RTCP for this long is asked whether it still lives. */
  mediaSilenceMs: number;
}

export interface SipServerConfig {
  /** Local address of the sockets. */
  bindAddress: string;
  /** Address we write into Via, Contact and SDP; needed when `bindAddress` is a wildcard or behind a 1:1 NAT. */
  announcedAddress?: string;
  /** UDP and TCP port; 0 takes a free one. */
  port: number;
  rtp: { minPort: number; maxPort: number } & Partial<RtpEndpointOptions>;
  /** Laws we accept, most wanted first. */
  codecs?: readonly Codec[];
  /** Peers whose asserted identities count and who need no password. */
  trustedPeers?: readonly TrustedPeer[];
  /** Asks everybody else for a password. */
  auth?: DigestServerOptions;
  /** Whether strangers may call when `auth` is absent. */
  acceptStrangers?: boolean;
  limits?: Partial<SipLimits>;
  timers?: Partial<SipTimers>;
  tcp?: Partial<TcpOptions>;
  /** For national numbers, without `+`. */
  defaultCountryCode?: string;
  /** Value of Server and User-Agent. */
  userAgent?: string;
}

export interface SipServerDeps {
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
  clock?: Clock;
  random?: Random;
  /** Address of a host name; the system resolver by default. */
  lookup?(host: string): Promise<string>;
}

export const limitDefaults: SipLimits = {
  invitesPerSecond: 10,
  inviteBurst: 20,
  calls: 500,
  callsPerSource: 100,
  ringMs: 180_000,
  transactions: 20_000,
  mediaSilenceMs: 30_000,
};

/** The configuration with every default filled in. */
export interface SipSettings {
  announcedAddress: string;
  codecs: readonly Codec[];
  limits: SipLimits;
  timers: SipTimers;
  userAgent: string;
  acceptStrangers: boolean;
  defaultCountryCode: string | null;
}

const wildcards = new Set(['0.0.0.0', '::']);

export function settingsOf(config: SipServerConfig): SipSettings {
  const announcedAddress = config.announcedAddress ?? config.bindAddress;
  if (wildcards.has(announcedAddress)) {
    throw new TypeError('announcedAddress is needed when bindAddress is a wildcard: peers cannot send to it');
  }
  return {
    announcedAddress,
    codecs: config.codecs ?? ['PCMU', 'PCMA'],
    limits: { ...limitDefaults, ...config.limits },
    timers: { ...standardTimers, ...config.timers },
    userAgent: config.userAgent ?? 'Countersign',
    acceptStrangers: config.acceptStrangers ?? true,
    defaultCountryCode: config.defaultCountryCode ?? null,
  };
}
