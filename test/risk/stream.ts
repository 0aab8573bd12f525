import { distanceKm } from '#core/travel';
import type { Login, Network, Oddity, Position } from './login.ts';
import { createPopulation, type Assumptions, type Device, type Person } from './population.ts';
import { createRandom, type Random } from './random.ts';
import {
  anyNetwork,
  anySoftware,
  carrierOf,
  countryOf,
  createWorld,
  networkOf,
  updated,
  userAgentOf,
  type World,
} from './world.ts';

export type Stream = { world: World; people: Person[]; logins: Login[] };

const startMs = Date.UTC(2026, 0, 5);
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const meanTripLogins = 3;

/** Honest logins of a tenant, in order of time. */
export function createStream(seed: string, assumed: Assumptions): Stream {
  const random = createRandom(seed);
  const world = createWorld(random.fork('world'));
  const people = createPopulation(world, random.fork('people'), assumed);
  const logins = people.flatMap((person) => loginsOf(person, world, assumed, random.fork(person.id)));
  logins.sort((a, b) => a.atMs - b.atMs || (a.personId < b.personId ? -1 : 1));
  return { world, people, logins };
}

type Life = { devices: Device[]; home: Person['home']; trip: Trip | undefined; position: Position };
type Trip = { left: number; country: number; position: Position; network: Network };

function loginsOf(person: Person, world: World, assumed: Assumptions, random: Random): Login[] {
  const life: Life = {
    devices: [...person.devices],
    home: { ...person.home },
    trip: undefined,
    position: person.city,
  };
  const logins: Login[] = [];
  let atMs = startMs + random.int(30) * dayMs;
  for (let i = 0; i < person.logins; i += 1) {
    const oddities: Oddity[] = [];
    atMs = nextTime(person, atMs, random);
    const before = life.position;
    const { network, position } = whereabouts(person, life, world, assumed, random, oddities);
    // Nobody flies faster than an airliner: who goes far logs in once he is there.
    const journeyMs = (distanceKm(before, position) / 700 + 2) * hourMs;
    if (position !== before) atMs = Math.max(atMs, (logins.at(-1)?.atMs ?? 0) + journeyMs);
    life.position = position;
    const device = deviceOf(person, life, network, assumed, random, oddities);
    logins.push({
      personId: person.id,
      teamId: person.teamId,
      atMs,
      deviceKey: device.key,
      userAgent: userAgentOf(device.software),
      network,
      position,
      method: random.chance(0.97) ? person.method : 'password',
      contact: contactOf(person, assumed, random),
      failed: failuresOf(assumed, random, oddities),
      oddities,
    });
  }
  return logins;
}

/** The next working moment after a pause; one login in twenty comes at any hour. */
function nextTime(person: Person, lastMs: number, random: Random): number {
  const pause = -Math.log(1 - random.next()) * person.everyDays * dayMs;
  let day = Math.floor((lastMs + pause) / dayMs);
  // 1970-01-01 was a Thursday: days 2 and 3 of that week are the weekend.
  if (!random.chance(0.08)) while (day % 7 === 2 || day % 7 === 3) day += 1;
  const hour = random.chance(0.05) ? random.next() * 24 : person.hour + random.normal() * 2.5;
  return Math.max(lastMs + 5 * 60_000, Math.round((day * 24 + Math.min(23.9, Math.max(0, hour))) * hourMs));
}

function whereabouts(
  person: Person,
  life: Life,
  world: World,
  assumed: Assumptions,
  random: Random,
  oddities: Oddity[],
): { network: Network; position: Position } {
  if (life.trip === undefined && random.chance(tripStart(assumed))) life.trip = tripOf(person, world, random);
  const { trip } = life;
  if (trip !== undefined) {
    oddities.push('travel');
    trip.left -= 1;
    if (trip.left <= 0) life.trip = undefined;
    return { network: trip.network, position: trip.position };
  }
  return { network: everydayNetwork(person, life, world, random), position: person.city };
}

/** Trips of three logins on average, so that `travel` of all logins are on one. */
function tripStart({ travel }: Assumptions): number {
  return travel / (meanTripLogins * (1 - travel));
}

export function tripOf(person: Person, world: World, random: Random): Trip {
  const abroad = random.chance(0.7);
  const country = abroad ? random.int(world.countries.length) : person.country;
  const network = anyNetwork(world, carrierOf(world, country, random.chance(0.7) ? 'hotel' : 'mobile', random), random);
  const position = random.pick(countryOf(world, country).cities);
  return { left: 1 + random.int(2 * meanTripLogins - 1), country, position, network };
}

function everydayNetwork(person: Person, life: Life, world: World, random: Random): Network {
  const { home } = life;
  switch (random.weighted(person.networks)) {
    case 0:
      if (home.isDynamic && random.chance(0.15)) home.host = 1 + random.int(254);
      if (home.isDynamic && random.chance(0.05)) home.block = random.int(home.carrier.blocks);
      return networkOf(world, home.carrier, home.block, home.host);
    case 1:
      return networkOf(world, world.tenantCarrier, person.office, 1);
    case 2:
      return anyNetwork(world, person.mobile, random);
    default:
      return anyNetwork(world, carrierOf(world, person.country, 'hotel', random), random);
  }
}

function deviceOf(
  person: Person,
  life: Life,
  network: Network,
  assumed: Assumptions,
  random: Random,
  oddities: Oddity[],
): Device {
  const second = life.devices.length > 1 && random.chance(person.secondShare);
  const place = second || (network.kind === 'mobile' && life.devices.length > 1) ? 1 : 0;
  let device = life.devices[place] ?? newDevice(person, random);
  if (random.chance(assumed.newDevice)) {
    oddities.push('new-device');
    device = newDevice(person, random, device);
  } else if (random.chance(assumed.browserUpdate)) {
    oddities.push('browser-update');
    device = { ...device, software: updated(device.software, random) };
  }
  life.devices[place] = device;
  return device;
}

/** Half of those who change device stay with the same software. */
function newDevice(person: Person, random: Random, before?: Device): Device {
  const key = `key-${person.id}-${random.int(2 ** 31)}`;
  const { software } = before ?? person.devices[0] ?? { software: anySoftware(random) };
  return { key, software: random.chance(0.5) ? software : anySoftware(random, software.family.deviceType) };
}

function contactOf(person: Person, assumed: Assumptions, random: Random): string {
  // A few contacts get most calls.
  if (random.chance(assumed.newContact)) return `outsider-${random.int(2 ** 31)}`;
  return person.contacts[random.weighted(person.contacts.map((_, rank) => 1 / (rank + 1)))] ?? 'outsider';
}

function failuresOf(assumed: Assumptions, random: Random, oddities: Oddity[]): number {
  if (random.chance(assumed.forgottenPassword)) {
    oddities.push('forgotten-password');
    return 2 + random.int(4);
  }
  return random.chance(assumed.typo) ? 1 : 0;
}
