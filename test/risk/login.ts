import type { Observation } from '#core/observation';

/** As a browser states it: each level is a coarser reading of the one before. */
export type UserAgent = { text: string; browser: string; os: string; deviceType: string };

export type NetworkKind = 'home' | 'office' | 'mobile' | 'hotel' | 'vpn';
export type Network = {
  address: string;
  /** /24. */
  prefix: string;
  asn: string;
  country: string;
  /** Undefined where nothing says it. */
  kind: NetworkKind | undefined;
};
export type Position = { latitude: number; longitude: number };

/** What makes an honest login look strange, by design of the generator. */
export type Oddity = 'travel' | 'new-device' | 'browser-update' | 'forgotten-password';

/** One login or join of a call, honest or not, with everything that a channel may see of it. */
export type Login = {
  personId: string;
  teamId: string;
  atMs: number;
  /** Key held in the device. A new browser makes a new one; nobody can copy it. */
  deviceKey: string | undefined;
  userAgent: UserAgent;
  network: Network;
  position: Position | undefined;
  method: string | undefined;
  /** Whom he calls. */
  contact: string | undefined;
  failed: number;
  oddities: readonly Oddity[];
};

const radiusKm = 20;

/**
 * What the engine gets to see of a login. Versions of browsers are left out: they change every few weeks and identify
 * nobody (requirements S2.3 names families).
 */
export function observationOf(login: Login): Observation {
  const { atMs, deviceKey, userAgent, network, position, method, contact, failed } = login;
  return {
    atMs,
    values: {
      ...(deviceKey === undefined ? {} : { 'device-key': deviceKey }),
      'user-agent': `${familyOf(userAgent.browser)} / ${familyOf(userAgent.os)} / ${userAgent.deviceType}`,
      'network-prefix': network.prefix,
      'network-asn': network.asn,
      country: network.country,
      ...(network.kind === undefined ? {} : { 'network-kind': network.kind }),
      ...(method === undefined ? {} : { 'login-method': method }),
    },
    ...(position === undefined ? {} : { place: { ...position, radiusKm, atMs, isExit: isExit(network.kind) } }),
    ...(contact === undefined ? {} : { contact }),
    attempts: { failed, succeeded: 0 },
  };
}

function isExit(kind: Network['kind']): boolean {
  return kind === 'vpn' || kind === 'mobile' || kind === 'office';
}

/** `Chrome Mobile 81.0.4044` to `Chrome Mobile`. */
export function familyOf(nameAndVersion: string): string {
  return nameAndVersion.replace(/\s+v?\d[\w.]*$/u, '');
}
