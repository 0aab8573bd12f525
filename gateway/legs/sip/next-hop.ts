import { isIP } from 'node:net';
import type { SipCore } from './core.ts';
import type { Dialog } from './dialog.ts';
import type { Flow, TransportName } from './flow.ts';
import { bareHost, type SipUri } from './uri.ts';

export function transportOf(uri: SipUri): TransportName {
  return uri.params.get('transport')?.toLowerCase() === 'tcp' ? 'tcp' : 'udp';
}

/**
 * The flow for a request inside a dialog. `flow` is the one the dialog was made on.
 * A phone behind NAT writes an address into Contact that is not the one we see: answering on the flow reaches it, and
 * a caller cannot point our BYE at somebody else.
 */
export function dialogFlow(core: SipCore, dialog: Dialog, flow: Flow): Flow {
  const hop = dialog.nextHop();
  const host = hop === null ? '' : bareHost(hop.host);
  const port = hop?.port ?? 5060;
  const transport = hop === null ? flow.transport : transportOf(hop);
  const sameHost = host === flow.remote.address;
  if (flow.reliable && flow.open && (sameHost || !dialog.hasRoutes)) return flow;
  if (hop === null || isIP(host) === 0) return flow;
  if (dialog.role === 'uas' && !dialog.hasRoutes && !sameHost) return flow;
  return core.transports.flowTo(transport, { address: host, port });
}

/** The flow for a request outside a dialog. Rejects when the name has no address. */
export async function targetFlow(core: SipCore, uri: SipUri, lookup: (host: string) => Promise<string>): Promise<Flow> {
  const host = bareHost(uri.host);
  const address = isIP(host) === 0 ? await lookup(host) : host;
  return core.transports.flowTo(transportOf(uri), { address, port: uri.port ?? 5060 });
}
