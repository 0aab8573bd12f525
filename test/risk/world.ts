import type { Network, NetworkKind, Position, UserAgent } from './login.ts';
import type { Random } from './random.ts';

/*
 * An invented world: countries, carriers and cities have no counterpart. Published is only its shape: one country has most
 * users, carriers have few big and many small members (RBA data set, C.2 and C.3). Every share here is assumed.
 */
export type Carrier = { asn: string; country: number; kind: NetworkKind; firstBlock: number; blocks: number };
export type Country = { code: string; cities: Position[]; carriers: Carrier[] };
export type World = { countries: Country[]; tenantCarrier: Carrier; offices: readonly number[] };

/** How people of the tenant are spread; the rest of the world sends attackers and receives travellers. */
export const homeShares = [0.86, 0.08, 0.04, 0.02];

const carrierKinds: readonly NetworkKind[] = [
  'home',
  'home',
  'home',
  'mobile',
  'mobile',
  'hotel',
  'hotel',
  'vpn',
  'vpn',
];

export function createWorld(random: Random, size = { countries: 40, blocks: 250 }): World {
  let block = 0;
  const countries = Array.from({ length: size.countries }, (_, country): Country => {
    const middle = { latitude: random.next() * 110 - 45, longitude: random.next() * 340 - 170 };
    const cities = Array.from({ length: 8 }, () => near(middle, 3, random));
    const carriers = carrierKinds.map((kind, i): Carrier => {
      const blocks = kind === 'mobile' ? 40 : size.blocks;
      block += blocks;
      return { asn: `AS${64_512 + country * 20 + i}`, country, kind, firstBlock: block - blocks, blocks };
    });
    return { code: `C${String(country).padStart(2, '0')}`, cities, carriers };
  });
  // The tenant's own exits lie in a business carrier that others use, too.
  const tenantCarrier: Carrier = { asn: 'AS64500', country: 0, kind: 'office', firstBlock: block, blocks: 400 };
  return { countries, tenantCarrier, offices: [3, 57, 211] };
}

function near({ latitude, longitude }: Position, degrees: number, random: Random): Position {
  return { latitude: latitude + random.normal() * degrees, longitude: longitude + random.normal() * degrees };
}

export function countryOf(world: World, country: number): Country {
  const found = world.countries[country];
  if (found === undefined) throw new RangeError(`no country ${country}`);
  return found;
}

/** Few big carriers, many small ones: shares fall as 1 / rank. */
export function carrierOf(world: World, country: number, kind: NetworkKind, random: Random): Carrier {
  const fitting = countryOf(world, country).carriers.filter((one) => one.kind === kind);
  const found = fitting[random.weighted(fitting.map((_, rank) => 1 / (rank + 1)))];
  if (found === undefined) throw new RangeError(`no ${kind} carrier in country ${country}`);
  return found;
}

/** Address number `host` of /24 number `block` of a carrier. */
export function networkOf(world: World, carrier: Carrier, block: number, host: number): Network {
  const number = carrier.firstBlock + block;
  const prefix = `${10 + Math.floor(number / 65_536)}.${Math.floor(number / 256) % 256}.${number % 256}`;
  const country = countryOf(world, carrier.country).code;
  return { address: `${prefix}.${host}`, prefix: `${prefix}.0/24`, asn: carrier.asn, country, kind: carrier.kind };
}

export function anyNetwork(world: World, carrier: Carrier, random: Random): Network {
  return networkOf(world, carrier, random.int(carrier.blocks), 1 + random.int(254));
}

type Family = { browser: string; os: string; deviceType: string; share: number };
const families: readonly Family[] = [
  { browser: 'Chrome', os: 'Windows 10', deviceType: 'desktop', share: 0.27 },
  { browser: 'Edge', os: 'Windows 10', deviceType: 'desktop', share: 0.15 },
  { browser: 'Chrome', os: 'Mac OS X 10.15', deviceType: 'desktop', share: 0.06 },
  { browser: 'Safari', os: 'Mac OS X 10.15', deviceType: 'desktop', share: 0.08 },
  { browser: 'Firefox', os: 'Windows 10', deviceType: 'desktop', share: 0.04 },
  { browser: 'Firefox', os: 'Linux 6', deviceType: 'desktop', share: 0.02 },
  { browser: 'Mobile Safari', os: 'iOS 17', deviceType: 'mobile', share: 0.22 },
  { browser: 'Chrome Mobile', os: 'Android 14', deviceType: 'mobile', share: 0.16 },
];

export type Software = { family: Family; major: number; build: number };

export function anySoftware(random: Random, deviceType?: string): Software {
  const fitting = families.filter((one) => deviceType === undefined || one.deviceType === deviceType);
  const family = fitting[random.weighted(fitting.map(({ share }) => share))];
  if (family === undefined) throw new RangeError(`no software for ${deviceType ?? 'any device'}`);
  return { family, ...anyVersion(random) };
}

function anyVersion(random: Random): Pick<Software, 'major' | 'build'> {
  return { major: 118 + random.weighted([0.1, 0.2, 0.5, 0.2]), build: random.int(6) };
}

/** The same browser and system in one of the versions that are about. */
export function popularVersion(of: UserAgent, random: Random): UserAgent {
  const family = families.find(({ browser, os }) => of.os === os && of.browser.startsWith(`${browser} `));
  return family === undefined ? of : userAgentOf({ family, ...anyVersion(random) });
}

export function updated(software: Software, random: Random): Software {
  return { ...software, major: software.major + 1, build: random.int(6) };
}

export function userAgentOf({ family, major, build }: Software): UserAgent {
  const { browser, os, deviceType } = family;
  const version = `${major}.0.${5000 + major * 7 + build}`;
  return { text: `Mozilla/5.0 (${os}) ${browser}/${version}`, browser: `${browser} ${version}`, os, deviceType };
}
