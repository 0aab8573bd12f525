import { parse } from 'bowser';
import ipaddr from 'ipaddr.js';
import { encodeBase64Url } from './bytes.ts';
import { networkKindOf, type NetworkKind } from './core/network-kind.ts';
import type { Observation, Place } from './core/observation.ts';
import { deviceOf, nameDevice } from './device.ts';
import { sign } from './keys.ts';
import type { Ask } from './route.ts';

/** Accuracy of an address's place, in kilometres; Cloudflare states none. */
const radiusKm = 50;

/** What a request shows of the browser it comes from. What cannot be seen is left out. */
export function observe(c: Ask, { makeDevice = false } = {}): Observation {
  const device = makeDevice ? nameDevice(c) : deviceOf(c);
  const address = c.req.header('cf-connecting-ip');
  const prefix = address === undefined ? undefined : prefixOf(address);
  const atMs = c.get('context').nowMs();
  const { asn, country, kind, place } = networkOf(c, atMs);
  return {
    atMs,
    values: {
      ...(device === undefined ? {} : { 'device-key': device }),
      ...(prefix === undefined ? {} : { 'network-prefix': hashPrefix(c.get('context').keys().network, prefix) }),
      ...(asn === undefined ? {} : { 'network-asn': String(asn) }),
      ...(country === undefined ? {} : { country }),
      ...(kind === undefined ? {} : { 'network-kind': kind }),
      'user-agent': familyOf(c.req.header('user-agent') ?? ''),
    },
    ...(place === undefined ? {} : { place }),
  };
}

/** Browser and system without versions: an update is nothing new. */
export function familyOf(userAgent: string): string {
  if (userAgent === '') return 'unknown';
  const { browser, os } = parse(userAgent.slice(0, 512));
  return `${browser.name ?? 'other'} on ${os.name ?? 'other'}`;
}

/** The /24 of an IPv4 address, the /48 of an IPv6 one; undefined for what is no address. */
export function prefixOf(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.process(address);
  const bits = parsed.kind() === 'ipv4' ? 24 : 48;
  const bytes = parsed.toByteArray().fill(0, bits / 8);
  return `${ipaddr.fromByteArray(bytes).toString()}/${bits}`;
}

/** Keyed, because a plain hash of so few prefixes is undone by trying them all. */
export function hashPrefix(key: Uint8Array, prefix: string): string {
  return encodeBase64Url(sign(key, prefix)).slice(0, 22);
}

type Network = { asn?: number; country?: string; kind?: NetworkKind; place?: Place };

function networkOf(c: Ask, atMs: number): Network {
  const { cf } = c.req.raw;
  if (cf === undefined) return {};
  const [latitude, longitude] = [Number(cf.latitude ?? Number.NaN), Number(cf.longitude ?? Number.NaN)];
  const isKnown = Number.isFinite(latitude) && Number.isFinite(longitude);
  const asn = typeof cf.asn === 'number' ? cf.asn : undefined;
  const kind = networkKindOf(asn, typeof cf.asOrganization === 'string' ? cf.asOrganization : undefined);
  return {
    ...(asn === undefined ? {} : { asn }),
    ...(typeof cf.country === 'string' ? { country: cf.country } : {}),
    ...(kind === undefined ? {} : { kind }),
    ...(isKnown ? { place: { latitude, longitude, radiusKm, atMs, isExit: kind === 'hosting' } } : {}),
  };
}
