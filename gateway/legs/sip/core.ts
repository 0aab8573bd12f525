import type { Clock } from '../rtp/clock.ts';
import type { PortPool } from '../rtp/port-pool.ts';
import type { Random } from '../rtp/random.ts';
import { createRtpEndpoint, type RtpEndpoint } from '../rtp/rtp-endpoint.ts';
import { rtpEndpointDefaults } from '../rtp/rtp-options.ts';
import type { SipServerConfig, SipSettings } from './config.ts';
import type { SipCounters } from './counters.ts';
import type { Flow, TransportName } from './flow.ts';
import { MediaSession } from './media-session.ts';
import type { SipRequest } from './message.ts';
import { makeResponse, type ResponseParts } from './respond.ts';
import type { ServerTransaction } from './server-transaction.ts';
import type { TransactionLayer } from './transaction-layer.ts';
import type { Transports } from './transports.ts';
import { uriHost } from './uri.ts';

/** Receives what belongs to one dialog. */
export interface DialogOwner {
  onRequest(transaction: ServerTransaction): void;
  onAck(ack: SipRequest): void;
  /** The server closes: say goodbye without waiting. */
  shutdown(): void;
}

/** What calls and legs need of the server. Built once by `createSipServer`. */
export interface SipCore {
  readonly settings: SipSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: SipCounters;
  readonly transports: Transports;
  readonly transactions: TransactionLayer;
  /** Confirmed and early dialogs by `dialogKey`. */
  readonly dialogs: Map<string, DialogOwner>;
  /** Everything that has to be ended on close, with or without a dialog, and the address it is counted for. */
  readonly calls: Map<DialogOwner, string>;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
  openMedia(): Promise<MediaSession>;
}

export function respond(
  core: SipCore,
  transaction: ServerTransaction,
  status: number,
  parts: ResponseParts = {},
): void {
  const headers: [string, string][] = [['Server', core.settings.userAgent]];
  transaction.respond(
    makeResponse(transaction.request, status, {
      ...parts,
      toTag: transaction.toTag,
      headers: [...headers, ...(parts.headers ?? [])],
    }),
  );
}

/** Our Contact on that transport: where requests of the dialog shall come. */
export function contactOn(core: SipCore, transport: TransportName): string {
  const host = uriHost(core.settings.announcedAddress);
  return `<sip:${host}:${core.transports.port}${transport === 'tcp' ? ';transport=tcp' : ''}>`;
}

export function localVia(settings: SipSettings, port: number, flow: Flow): string {
  return `SIP/2.0/${flow.transport.toUpperCase()} ${uriHost(settings.announcedAddress)}:${port}`;
}

/** Binds RTP ports for a new leg. */
export async function openMedia(
  config: SipServerConfig,
  settings: SipSettings,
  deps: { clock: Clock; random: Random; ports: PortPool },
): Promise<MediaSession> {
  const { minPort: _min, maxPort: _max, ...overrides } = config.rtp;
  const rtp: RtpEndpoint = await createRtpEndpoint(
    {
      ...rtpEndpointDefaults,
      bindAddress: config.bindAddress,
      announcedAddress: settings.announcedAddress,
      ...overrides,
    },
    deps,
  );
  return new MediaSession(rtp, settings.codecs, String(deps.random.uint32()));
}
