import { sendAuthenticated } from './authenticated-request.ts';
import { contactOn, type SipCore } from './core.ts';
import type { Dialog } from './dialog.ts';
import type { DigestCredentials } from './digest-client.ts';
import { SipError } from './errors.ts';
import type { Flow } from './flow.ts';
import { parseCSeq, type SipRequest, type SipResponse } from './message.ts';
import { dialogFlow } from './next-hop.ts';
import { allowHeader } from './request-checks.ts';

export interface DialogPorts {
  core: SipCore;
  dialog: Dialog;
  flow: Flow;
  credentials: DigestCredentials | null;
}

/** Sends an offer inside a dialog and resolves with the final response; every 2xx is acknowledged. */
export function sendReinvite(ports: DialogPorts, sdp: string): Promise<SipResponse> {
  const { core, dialog } = ports;
  const flow = dialogFlow(core, dialog, ports.flow);
  const body = new TextEncoder().encode(sdp);
  return new Promise((resolve, reject) => {
    const sent = sendAuthenticated({
      transactions: core.transactions,
      random: core.random,
      flow,
      credentials: ports.credentials,
      build: (headers) => dialog.request('INVITE', [...inviteHeaders(core, flow), ...headers], body),
      onFailure: (status) => reject(new SipError('request-refused', 're-INVITE was not answered', status)),
      onResponse(response, request) {
        if (response.status < 200) return;
        if (response.status < 300) acknowledge(ports, request, sent.credentials());
        resolve(response);
      },
    });
  });
}

/** The ACK of a 2xx; a repeated 2xx gets another one (RFC 3261 §13.2.2.4). */
export function acknowledge(
  ports: DialogPorts,
  invite: SipRequest,
  credentials: readonly (readonly [string, string])[],
): void {
  const { core, dialog } = ports;
  const sequence = parseCSeq(invite.headers.get('CSeq'))?.number ?? 1;
  core.transactions.sendAck(dialog.ack(sequence, credentials), dialogFlow(core, dialog, ports.flow));
}

/** Ends the dialog of a leg; nothing is done with the answer. */
export function sendBye(ports: DialogPorts, reason: string | null): void {
  const { core, dialog } = ports;
  const cause: [string, string][] =
    reason === null ? [] : [['Reason', `SIP ;cause=200 ;text="${reason.replace(/[^\w .,:-]/g, ' ')}"`]];
  sendAuthenticated({
    transactions: core.transactions,
    random: core.random,
    flow: dialogFlow(core, dialog, ports.flow),
    credentials: ports.credentials,
    build: (headers) => dialog.request('BYE', [['User-Agent', core.settings.userAgent], ...cause, ...headers]),
    onResponse() {},
    onFailure() {},
  });
}

/** Asks by OPTIONS whether the other end still knows the dialog (RFC 3261 §12.2.1.2: 408 and 481 say no). */
export function isDialogAlive(ports: DialogPorts): Promise<boolean> {
  const { core, dialog } = ports;
  return new Promise((resolve) => {
    sendAuthenticated({
      transactions: core.transactions,
      random: core.random,
      flow: dialogFlow(core, dialog, ports.flow),
      credentials: ports.credentials,
      build: (headers) => dialog.request('OPTIONS', [['User-Agent', core.settings.userAgent], ...headers]),
      onResponse({ status }) {
        if (status >= 200) resolve(status !== 408 && status !== 481);
      },
      onFailure: () => resolve(false),
    });
  });
}

export function inviteHeaders(core: SipCore, flow: Flow): [string, string][] {
  return [
    ['Contact', contactOn(core, flow.transport)],
    allowHeader,
    ['Supported', 'timer'],
    ['User-Agent', core.settings.userAgent],
    ['Content-Type', 'application/sdp'],
  ];
}
