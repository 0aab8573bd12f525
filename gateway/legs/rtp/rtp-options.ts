import type { SourcePolicy } from './source-lock.ts';

export interface RtpEndpointOptions {
  /** Local address of both sockets. */
  bindAddress: string;
  /** Address put into SDP; differs from `bindAddress` behind a 1:1 NAT. */
  announcedAddress: string;
  source: SourcePolicy;
  /** Playout delay of the jitter buffer, 40-60 ms. */
  jitterMs: number;
  /** Packets a second above which the rest of the second is dropped (50 is normal). */
  mostPacketsPerSecond: number;
  mostQueuedMs: number;
  idle: 'silence' | 'quiet';
  reportEveryMs: number;
}

export const rtpEndpointDefaults: Omit<RtpEndpointOptions, 'bindAddress' | 'announcedAddress'> = {
  source: 'sdp-host',
  jitterMs: 40,
  mostPacketsPerSecond: 250,
  mostQueuedMs: 1000,
  idle: 'silence',
  reportEveryMs: 5000,
};
