import { SipHeaders } from './headers.ts';
import { parseCSeq, type SipRequest, type SipResponse } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { tagOf } from './respond.ts';
import { isSipUri, parseUri, type SipUri } from './uri.ts';

/** What two ends remember of each other, RFC 3261 §12. */
export interface DialogState {
  role: 'uas' | 'uac';
  callId: string;
  localTag: string;
  remoteTag: string;
  /** From/To values with their tags, as every request of the dialog repeats them. */
  localParty: string;
  remoteParty: string;
  /** URI of the other end's Contact. */
  remoteTarget: string;
  /** Route values in the order in which requests name them. */
  routes: readonly string[];
  localSequence: number;
  remoteSequence: number | null;
}

export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return JSON.stringify([callId, localTag, remoteTag]);
}

/** The dialog key of a request that reached us: its To tag is ours. */
export function dialogKeyOf(request: SipRequest): string | null {
  const localTag = tagOf(request.headers.get('To'));
  if (localTag === null) return null;
  return dialogKey(request.headers.get('Call-ID') ?? '', localTag, tagOf(request.headers.get('From')) ?? '');
}

/** The dialog that our 2xx (or 180) to `invite` makes, RFC 3261 §12.1.1; `null` without a usable Contact. */
export function uasDialog(invite: SipRequest, localTag: string, firstSequence: number): DialogState | null {
  const target = contactUri(invite.headers);
  if (target === null) return null;
  const to = invite.headers.get('To') ?? '';
  return {
    role: 'uas',
    callId: invite.headers.get('Call-ID') ?? '',
    localTag,
    remoteTag: tagOf(invite.headers.get('From')) ?? '',
    localParty: tagOf(to) === null ? `${to};tag=${localTag}` : to,
    remoteParty: invite.headers.get('From') ?? '',
    remoteTarget: target,
    routes: invite.headers.list('Record-Route'),
    localSequence: firstSequence,
    remoteSequence: parseCSeq(invite.headers.get('CSeq'))?.number ?? null,
  };
}

/** The dialog that a 2xx to our INVITE makes, RFC 3261 §12.1.2. */
export function uacDialog(invite: SipRequest, response: SipResponse): DialogState | null {
  const target = contactUri(response.headers);
  const remoteTag = tagOf(response.headers.get('To'));
  if (target === null || remoteTag === null) return null;
  return {
    role: 'uac',
    callId: invite.headers.get('Call-ID') ?? '',
    localTag: tagOf(invite.headers.get('From')) ?? '',
    remoteTag,
    localParty: invite.headers.get('From') ?? '',
    remoteParty: response.headers.get('To') ?? '',
    remoteTarget: target,
    routes: response.headers.list('Record-Route').reverse(),
    localSequence: parseCSeq(invite.headers.get('CSeq'))?.number ?? 1,
    remoteSequence: null,
  };
}

function contactUri(headers: SipHeaders): string | null {
  const uri = parseNameAddr(headers.list('Contact')[0] ?? '')?.uri ?? null;
  return isSipUri(uri) ? uri.text : null;
}

/** A dialog in use: numbers and checks its requests. */
export class Dialog {
  readonly #state: DialogState;
  #remoteTarget: string;
  #localSequence: number;
  #remoteSequence: number | null;

  constructor(state: DialogState) {
    this.#state = state;
    this.#remoteTarget = state.remoteTarget;
    this.#localSequence = state.localSequence;
    this.#remoteSequence = state.remoteSequence;
  }

  get key(): string {
    return dialogKey(this.#state.callId, this.#state.localTag, this.#state.remoteTag);
  }

  get callId(): string {
    return this.#state.callId;
  }

  get localTag(): string {
    return this.#state.localTag;
  }

  get remoteTag(): string {
    return this.#state.remoteTag;
  }

  get role(): 'uas' | 'uac' {
    return this.#state.role;
  }

  get hasRoutes(): boolean {
    return this.#state.routes.length > 0;
  }

  /** Where requests of this dialog go first: the topmost route, else the other end's Contact. */
  nextHop(): SipUri | null {
    const route = parseNameAddr(this.#state.routes[0] ?? '')?.uri ?? parseUri(this.#remoteTarget);
    return isSipUri(route) ? route : null;
  }

  /** False for a request that is older than one already seen (RFC 3261 §12.2.2). */
  acceptSequence(request: SipRequest): boolean {
    const number = parseCSeq(request.headers.get('CSeq'))?.number ?? 0;
    if (this.#remoteSequence !== null && number <= this.#remoteSequence) return false;
    this.#remoteSequence = number;
    return true;
  }

  /** re-INVITE and UPDATE may move the other end (target refresh, RFC 3261 §12.2). */
  refreshTarget(message: { headers: SipHeaders }): void {
    this.#remoteTarget = contactUri(message.headers) ?? this.#remoteTarget;
  }

  /** The next request of the dialog; `headers` come after the mandatory ones. */
  request(method: string, headers: readonly (readonly [string, string])[] = [], body = new Uint8Array(0)): SipRequest {
    this.#localSequence++;
    return this.#build(method, this.#localSequence, headers, body);
  }

  /** The ACK of the 2xx to our INVITE with that number (RFC 3261 §13.2.2.4). */
  ack(sequence: number, headers: readonly (readonly [string, string])[] = [], body = new Uint8Array(0)): SipRequest {
    return this.#build('ACK', sequence, headers, body);
  }

  #build(
    method: string,
    sequence: number,
    extra: readonly (readonly [string, string])[],
    body: Uint8Array,
  ): SipRequest {
    const { uri, routes } = this.#routing();
    const headers = new SipHeaders();
    for (const route of routes) headers.append('Route', route);
    headers.append('Max-Forwards', '70');
    headers.append('From', this.#state.localParty);
    headers.append('To', this.#state.remoteParty);
    headers.append('Call-ID', this.#state.callId);
    headers.append('CSeq', `${sequence} ${method}`);
    for (const [name, value] of extra) headers.append(name, value);
    return { kind: 'request', method, uri, headers, body };
  }

  /** A first route without `lr` is a strict router: it wants to be the Request-URI (RFC 3261 §12.2.1.1). */
  #routing(): { uri: string; routes: readonly string[] } {
    const [first, ...rest] = this.#state.routes;
    const uri = parseNameAddr(first ?? '')?.uri ?? null;
    if (!isSipUri(uri) || uri.params.has('lr')) return { uri: this.#remoteTarget, routes: this.#state.routes };
    return { uri: uri.text, routes: [...rest, `<${this.#remoteTarget}>`] };
  }
}
