import { plainAddress } from '../rtp/source-lock.ts';
import type { Flow } from './flow.ts';
import type { SipHeaders } from './headers.ts';
import type { SipRequest } from './message.ts';
import { type NameAddr, parseNameAddr, parseNameAddrs } from './name-addr.ts';
import { toE164 } from './phone-number.ts';
import { bareHost, isSipUri, isTelUri } from './uri.ts';
import { parseVia } from './via.ts';

/** A party as one header names it. */
export interface NamedParty {
  displayName: string;
  /** User part or telephone number as written (escapes undone). */
  user: string;
  /** Empty for tel URIs. */
  host: string;
  /** Number in E.164 form when that can be known. */
  e164: string | null;
}

/** Everything the caller says about himself, and where it really came from. Nothing here is verified. */
export interface ClaimedIdentity extends NamedParty {
  /** Which header the fields above are from. */
  source: 'from' | 'p-asserted-identity' | 'remote-party-id';
  /** The From header, whatever a trusted network asserted. */
  from: NamedParty;
  /** True when the caller withheld his identity (RFC 3323) or uses the anonymous host. */
  anonymous: boolean;
  userAgent: string;
  contactHost: string;
  sourceAddress: string;
  /** Hosts of the Via chain as their senders wrote them, nearest first. */
  viaHosts: readonly string[];
  /** `received` of the nearest Via: differs from its host behind NAT or when the host is invented. */
  viaReceived: string | null;
  /** Who the call was forwarded from, last first: Diversion (RFC 5806). */
  diversions: readonly (NamedParty & { reason: string })[];
  /** History-Info (RFC 7044) in order. */
  history: readonly NamedParty[];
  /** Name of the configured peer, when the call came over it. */
  trustedPeer: string | null;
  authenticatedUser: string | null;
  /** STIR result of a trusted trunk only: `TN-Validation-Passed` …; `null` elsewhere. */
  verstat: string | null;
  /** `A`, `B`, `C` of a trusted trunk only. */
  attestation: string | null;
  /** Identity headers as received (RFC 8224): not verified here. */
  identityHeaders: readonly string[];
}

export interface IdentityContext {
  trustedPeer: string | null;
  authenticatedUser: string | null;
  defaultCountryCode: string | null;
}

/** Reads the claim of an INVITE. Asserted identities and verstat count only from a trusted peer (RFC 3325 §5). */
export function claimedIdentity(invite: SipRequest, flow: Flow, context: IdentityContext): ClaimedIdentity {
  const { headers } = invite;
  const country = context.defaultCountryCode;
  const fromHeader = parseNameAddr(headers.get('From') ?? '');
  const from = partyOf(fromHeader, country);
  const trusted = context.trustedPeer !== null;
  const asserted = trusted ? assertedParty(headers, country) : null;
  const [firstVia] = headers.list('Via').map(parseVia);
  const contact = parseNameAddr(headers.list('Contact')[0] ?? '')?.uri ?? null;
  return {
    ...(asserted?.party ?? from),
    source: asserted?.source ?? 'from',
    from,
    anonymous: from.host === 'anonymous.invalid' || withholds(headers) || from.user === 'anonymous',
    userAgent: (headers.get('User-Agent') ?? '').slice(0, 256),
    contactHost: isSipUri(contact) ? bareHost(contact.host) : '',
    sourceAddress: plainAddress(flow.remote.address),
    viaHosts: headers.list('Via').flatMap((value) => parseVia(value)?.host ?? []),
    viaReceived: firstVia?.params.get('received') ?? null,
    diversions: diversionsOf(headers, country),
    history: parseNameAddrs(headers.all('History-Info')).map((item) => partyOf(item, country)),
    trustedPeer: context.trustedPeer,
    authenticatedUser: context.authenticatedUser,
    verstat: trusted ? verstatOf(headers) : null,
    attestation: trusted ? (headers.get('P-Attestation-Indicator') ?? null) : null,
    identityHeaders: headers.all('Identity').slice(0, 8),
  };
}

/** Privacy values are separated by semicolons (RFC 3323 §4.2). */
function withholds(headers: SipHeaders): boolean {
  const values = headers.all('Privacy').flatMap((value) => value.toLowerCase().split(/[;,]/));
  return values.some((value) => ['id', 'user', 'full'].includes(value.trim()));
}

function assertedParty(
  headers: SipHeaders,
  country: string | null,
): { party: NamedParty; source: 'p-asserted-identity' | 'remote-party-id' } | null {
  const asserted = parseNameAddrs(headers.all('P-Asserted-Identity'));
  if (asserted.length > 0) {
    // Up to two values: a sip and a tel URI (RFC 3325 §9.1). The one with a number says more.
    const parties = asserted.map((item) => partyOf(item, country));
    const party = parties.find((item) => item.e164 !== null) ?? parties[0];
    const displayName = parties.find((item) => item.displayName !== '')?.displayName ?? '';
    return party === undefined ? null : { party: { ...party, displayName }, source: 'p-asserted-identity' };
  }
  const calling = parseNameAddrs(headers.all('Remote-Party-ID')).find(
    (item) => (item.params.get('party') ?? 'calling').toLowerCase() === 'calling',
  );
  return calling === undefined ? null : { party: partyOf(calling, country), source: 'remote-party-id' };
}

function diversionsOf(headers: SipHeaders, country: string | null): (NamedParty & { reason: string })[] {
  return parseNameAddrs(headers.all('Diversion')).map((item) => {
    const { displayName, user, host, e164 } = partyOf(item, country);
    return { displayName, user, host, e164, reason: item.params.get('reason') ?? '' };
  });
}

/** The parameter stands on the URI or on the header of PAI or From (3GPP TS 24.229 §7.2A.20). */
function verstatOf(headers: SipHeaders): string | null {
  for (const item of parseNameAddrs([...headers.all('P-Asserted-Identity'), ...headers.all('From')])) {
    const onUri = isSipUri(item.uri) || isTelUri(item.uri) ? item.uri.params.get('verstat') : null;
    // Trunks also put it behind the user part: sip:+1555;verstat=…@host.
    const inUser = isSipUri(item.uri) ? /;verstat=([^;]+)/i.exec(item.uri.user)?.[1] : undefined;
    const value = onUri ?? inUser ?? item.params.get('verstat');
    if (value) return value;
  }
  return null;
}

/** The called or calling party of one name-addr. */
export function partyOf(address: NameAddr | null, country: string | null): NamedParty {
  const uri = address?.uri ?? null;
  const displayName = (address?.displayName ?? '').slice(0, 256);
  if (isTelUri(uri)) {
    const e164 = toE164(uri.number, country, uri.params.get('phone-context') ?? null);
    return { displayName, user: uri.number, host: '', e164 };
  }
  if (!isSipUri(uri)) return { displayName, user: '', host: '', e164: null };
  // Telephone parameters belong to the user part: sip:+1555;npdi@host (RFC 3261 §19.1.6).
  const [user = ''] = uri.user.split(';');
  return { displayName, user, host: bareHost(uri.host), e164: toE164(user, country) };
}
