import { attackerModels, type AttackerModel } from './attackers.ts';
import { familyOf, type Login, type Network, type UserAgent } from './login.ts';
import type { Random } from './random.ts';
import type { RbaRow } from './rba-csv.ts';
import type { Rivals } from './replay.ts';

const perPool = 200;

/** A fair sample of bounded size out of a stream of unknown length (Vitter 1985, algorithm R). */
class Pool<T> {
  readonly #kept: T[] = [];
  #seen = 0;

  add(one: T, random: Random): void {
    this.#seen += 1;
    if (this.#kept.length < perPool) this.#kept.push(one);
    else {
      const place = random.int(this.#seen);
      if (place < perPool) this.#kept[place] = one;
    }
  }

  pick(random: Random): T | undefined {
    return this.#kept[random.int(this.#kept.length)];
  }
}

/** Networks and software that occur in the file, from which attackers take theirs. */
export class RbaPools {
  readonly #random: Random;
  readonly #attack = new Pool<Network>();
  readonly #any = new Pool<Network>();
  readonly #byCountry = new Map<string, Pool<Network>>();
  readonly #byCarrier = new Map<string, Pool<Network>>();
  readonly #agents = new Pool<UserAgent>();
  readonly #byFamily = new Map<string, Pool<UserAgent>>();

  constructor(random: Random) {
    this.#random = random;
  }

  add({ login: { network, userAgent }, attackIp }: RbaRow): void {
    const random = this.#random;
    if (attackIp) this.#attack.add(network, random);
    this.#any.add(network, random);
    poolOf(this.#byCountry, network.country).add(network, random);
    poolOf(this.#byCarrier, network.asn).add(network, random);
    this.#agents.add(userAgent, random);
    poolOf(this.#byFamily, familyKey(userAgent)).add(userAgent, random);
  }

  /** The four models of the generator with values of the file; there are no device keys in it. */
  rivals(): Rivals {
    return {
      attacks: (login) => attackerModels.map((model) => [model, this.#attackOn(login, model)] as const),
      hardNegatives: () => [],
    };
  }

  #attackOn(login: Login, model: Exclude<AttackerModel, 'key-thief'>): Login {
    const { network, userAgent } = login;
    const random = this.#random;
    const anyAgent = this.#agents.pick(random) ?? userAgent;
    const inCountry = this.#byCountry.get(network.country)?.pick(random) ?? network;
    switch (model) {
      case 'naive':
        return {
          ...login,
          network: this.#attack.pick(random) ?? this.#any.pick(random) ?? network,
          userAgent: anyAgent,
        };
      case 'vpn':
        return { ...login, network: inCountry, userAgent: anyAgent };
      case 'targeted':
        return {
          ...login,
          network: this.#byCarrier.get(network.asn)?.pick(random) ?? inCountry,
          userAgent: this.#byFamily.get(familyKey(userAgent))?.pick(random) ?? userAgent,
        };
      case 'very-targeted':
        return {
          ...login,
          network: { ...network, address: `${network.address.replace(/\.\d+$/u, '')}.${random.int(256)}` },
        };
      default:
        return model satisfies never;
    }
  }
}

function familyKey({ browser, os, deviceType }: UserAgent): string {
  return [familyOf(browser), familyOf(os), deviceType].join('|');
}

function poolOf<T>(pools: Map<string, Pool<T>>, key: string): Pool<T> {
  const pool = pools.get(key) ?? new Pool<T>();
  pools.set(key, pool);
  return pool;
}
