import type { Position } from './login.ts';
import type { Random } from './random.ts';
import { anySoftware, carrierOf, countryOf, homeShares, type Carrier, type Software, type World } from './world.ts';

export type Device = { key: string; software: Software };
export type Person = {
  id: string;
  teamId: string;
  country: number;
  city: Position;
  devices: Device[];
  /** How often the second device is taken, where there is one. */
  secondShare: number;
  home: { carrier: Carrier; block: number; host: number; isDynamic: boolean };
  mobile: Carrier;
  office: number;
  /** Shares of home, office, mobile and some other place. */
  networks: readonly number[];
  /** Middle of the working day, UTC hour. */
  hour: number;
  logins: number;
  /** Mean days between logins. */
  everyDays: number;
  method: string;
  contacts: string[];
};

/** Everything that is assumed about people. A deployment has to put its own values here. */
export type Assumptions = {
  people: number;
  travel: number;
  newDevice: number;
  browserUpdate: number;
  forgottenPassword: number;
  typo: number;
  /** People with two devices, and how often the second one is taken. */
  twoDevices: number;
  secondShare: number;
  newContact: number;
};

/** Travel, new devices and updates as in C.5; the rest assumed. */
export const assumptions: Assumptions = {
  people: 600,
  travel: 0.03,
  newDevice: 1 / 150,
  browserUpdate: 0.03,
  forgottenPassword: 0.015,
  typo: 0.08,
  twoDevices: 0.4,
  secondShare: 0.35,
  newContact: 0.06,
};

/** Mix of history lengths: many short ones as in the public set, enough long ones to fill the bucket of 39. */
const lengths = { upTo: [6, 16, 34, 48, 60], shares: [0.2, 0.2, 0.1, 0.25, 0.25] };
/** Several a day, every working day, twice a week, weekly, every three weeks. */
const rhythms = { days: [0.4, 1, 3, 7, 21], shares: [0.15, 0.3, 0.3, 0.2, 0.05] };
/** Office people, hybrid people, remote people. */
const networkMixes = [
  [0.23, 0.68, 0.07, 0.02],
  [0.44, 0.4, 0.13, 0.03],
  [0.8, 0.02, 0.13, 0.05],
];
const teamSize = 12;

export function createPopulation(world: World, random: Random, assumed: Assumptions): Person[] {
  const people = Array.from({ length: assumed.people }, (_, i) => createPerson(world, random, assumed, i));
  const idOf = (i: number) => `person-${i % assumed.people}`;
  for (const [i, person] of people.entries()) {
    const first = i - (i % teamSize);
    const team = Array.from({ length: teamSize }, (_, k) => idOf(first + k)).filter((id) => id !== person.id);
    const others = Array.from({ length: 4 }, () => idOf(random.int(assumed.people))).filter((id) => id !== person.id);
    person.contacts = [...team, ...others];
  }
  return people;
}

function createPerson(world: World, random: Random, assumed: Assumptions, i: number): Person {
  const country = random.weighted(homeShares);
  const carrier = carrierOf(world, country, 'home', random);
  const length = random.weighted(lengths.shares);
  const [shortest, longest] = [lengths.upTo[length - 1] ?? 2, lengths.upTo[length] ?? 60];
  const devices = [{ key: `key-${i}-0`, software: anySoftware(random, random.chance(0.75) ? 'desktop' : 'mobile') }];
  if (random.chance(assumed.twoDevices)) devices.push({ key: `key-${i}-1`, software: anySoftware(random, 'mobile') });
  return {
    id: `person-${i}`,
    teamId: `team-${Math.floor(i / teamSize)}`,
    country,
    city: random.pick(countryOf(world, country).cities),
    devices,
    secondShare: assumed.secondShare,
    home: {
      carrier,
      block: random.int(carrier.blocks),
      host: 1 + random.int(254),
      isDynamic: random.chance(0.4),
    },
    mobile: carrierOf(world, country, 'mobile', random),
    office: random.pick(world.offices),
    networks: random.pick(networkMixes),
    hour: 9 + random.int(7),
    logins: shortest + random.int(longest - shortest + 1),
    everyDays: rhythms.days[random.weighted(rhythms.shares)] ?? 1,
    method: random.chance(0.8) ? 'sso' : 'password',
    contacts: [],
  };
}
