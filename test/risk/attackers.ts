import type { Login } from './login.ts';
import type { Person } from './population.ts';
import type { Random } from './random.ts';
import {
  anyNetwork,
  anySoftware,
  carrierOf,
  countryOf,
  networkOf,
  popularVersion,
  userAgentOf,
  type World,
} from './world.ts';

/**
 * What an attacker knows of his victim (requirements C.2, C.3): nothing; the country; country, carrier and software;
 * everything but the device itself.
 */
export const attackerModels = ['naive', 'vpn', 'targeted', 'very-targeted'] as const;
/** Not one of the four: he stole the key out of a device that does not guard it, and comes through a VPN. */
export const keyThief = 'key-thief';
export type AttackerModel = (typeof attackerModels)[number] | typeof keyThief;

/** `usual`: the login of his that the attacker imitates; `people`: how many the tenant has. */
export type Victim = { person: Person; usual: Login; world: World; people: number; atMs: number };

/** He holds the password, and comes with a device of his own: a key that a device guards cannot be copied. */
export function attackOn(victim: Victim, model: AttackerModel, random: Random): Login {
  const { person, usual, atMs } = victim;
  return {
    ...usual,
    ...presences[model](victim, random),
    atMs: model === 'very-targeted' ? atMs : atMs + random.int(24 * 3600) * 1000,
    deviceKey: model === keyThief ? usual.deviceKey : `attacker-${person.id}-${random.int(2 ** 31)}`,
    method: model === 'very-targeted' ? person.method : 'password',
    contact: contactOf(victim, model, random),
    // Those who try lists of passwords fail before they hit.
    failed: random.chance(model === 'naive' || model === 'vpn' ? 0.3 : 0.1) ? 1 + random.int(3) : 0,
    oddities: [],
  };
}

type Presence = Pick<Login, 'network' | 'position' | 'userAgent'>;

const presences: Record<AttackerModel, (victim: Victim, random: Random) => Presence> = {
  naive: ({ world }, random) => {
    const country = random.int(world.countries.length);
    const kind = random.pick(['home', 'mobile', 'vpn'] as const);
    return {
      network: anyNetwork(world, carrierOf(world, country, kind, random), random),
      position: random.pick(countryOf(world, country).cities),
      userAgent: userAgentOf(anySoftware(random)),
    };
  },
  vpn: throughVpn,
  'key-thief': throughVpn,
  // The same browser and system; which build is installed cannot be known from afar.
  targeted: ({ person, usual, world }, random) => ({
    network: sameCarrier(usual, world, random),
    position: person.city,
    userAgent: popularVersion(usual.userAgent, random),
  }),
  'very-targeted': ({ usual }, random) => ({
    network: samePrefix(usual, random),
    position: usual.position,
    userAgent: usual.userAgent,
  }),
};

function throughVpn({ person, world }: Victim, random: Random): Presence {
  return {
    network: anyNetwork(world, carrierOf(world, person.country, 'vpn', random), random),
    position: random.pick(countryOf(world, person.country).cities),
    userAgent: userAgentOf(anySoftware(random)),
  };
}

function sameCarrier({ network }: Login, world: World, random: Random): Login['network'] {
  const all = [world.tenantCarrier, ...world.countries.flatMap(({ carriers }) => carriers)];
  const carrier = all.find(({ asn }) => asn === network.asn);
  return carrier === undefined ? network : networkOf(world, carrier, random.int(carrier.blocks), 1 + random.int(254));
}

function samePrefix({ network }: Login, random: Random): Login['network'] {
  return { ...network, address: network.prefix.replace(/0\/24$/u, String(1 + random.int(254))) };
}

/** Who knows his victim knows whom he talks with. */
function contactOf({ person, people }: Victim, model: AttackerModel, random: Random): string {
  const knows = { naive: 0, vpn: 0, 'key-thief': 0, targeted: 0.5, 'very-targeted': 1 }[model];
  const known = person.contacts[random.int(4)];
  return random.chance(knows) && known !== undefined ? known : `person-${random.int(people)}`;
}
