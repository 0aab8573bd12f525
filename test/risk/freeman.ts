import type { Login } from './login.ts';

/**
 * The published method to compare with: Freeman et al. 2016, equation 7, without attack data, as implemented and used by
 * Wiefling et al. 2022 (requirements C.1). Written from its description; edge cases as there:
 * only the finest level of the global likelihood is smoothed, and a feature of which the user has shown no level
 * gets a quarter of its global likelihood.
 */
type Level = { weight: number; valueOf: (login: Login) => string };

const features: readonly (readonly Level[])[] = [
  [
    { weight: 0.6, valueOf: ({ network }) => network.address },
    { weight: 0.3, valueOf: ({ network }) => network.asn },
    { weight: 0.1, valueOf: ({ network }) => network.country },
  ],
  [
    { weight: 0.5387, valueOf: ({ userAgent }) => userAgent.text },
    { weight: 0.268, valueOf: ({ userAgent }) => userAgent.browser },
    { weight: 0.1882, valueOf: ({ userAgent }) => userAgent.os },
    { weight: 0.0051, valueOf: ({ userAgent }) => userAgent.deviceType },
  ],
];

export class FreemanModel {
  readonly #all = features.map((levels) => new LevelCounts(levels));
  readonly #users = new Map<string, LevelCounts[]>();

  learn(login: Login): void {
    const own = this.#users.get(login.personId) ?? features.map((levels) => new LevelCounts(levels));
    this.#users.set(login.personId, own);
    for (const counts of [...this.#all, ...own]) counts.add(login);
  }

  /** Greater is riskier. Undefined for a user without history, whom the method does not judge. */
  score(login: Login): number | undefined {
    const own = this.#users.get(login.personId);
    if (own === undefined) return undefined;
    let score = 1;
    for (const [i, all] of this.#all.entries()) {
      const everywhere = all.globalLikelihood(login);
      const here = own[i]?.localLikelihood(login) ?? 0;
      score *= everywhere / (here === 0 ? everywhere / 4 : here);
    }
    const total = this.#all[0]?.total ?? 0;
    const ofUser = own[0]?.total ?? 0;
    return score * (1 / this.#users.size / (ofUser / total));
  }
}

class LevelCounts {
  total = 0;
  readonly #levels: readonly Level[];
  readonly #counts: Map<string, number>[];
  /** For each finest value, the coarser values it was seen with. */
  readonly #coarser = new Map<string, Set<string>>();

  constructor(levels: readonly Level[]) {
    this.#levels = levels;
    this.#counts = levels.map(() => new Map<string, number>());
  }

  add(login: Login): void {
    this.total += 1;
    const finest = this.#levels[0]?.valueOf(login) ?? '';
    const seen = this.#coarser.get(finest) ?? new Set<string>();
    this.#coarser.set(finest, seen);
    for (const [i, { valueOf }] of this.#levels.entries()) {
      const value = valueOf(login);
      const counts = this.#counts[i];
      counts?.set(value, (counts.get(value) ?? 0) + 1);
      if (i > 0) seen.add(`${i} ${value}`);
    }
  }

  /** Weighted sum over the levels of count / total; no smoothing. */
  localLikelihood(login: Login): number {
    return this.#sum(login, 0);
  }

  /** The same with the finest level smoothed: p(value | its own logins) * p(value), M unseen values each. */
  globalLikelihood(login: Login): number {
    const finest = this.#levels[0];
    if (finest === undefined) return 0;
    const value = finest.valueOf(login);
    const count = this.#counts[0]?.get(value) ?? 0;
    const unseen = 1 + this.#counts.slice(1).reduce((sum, { size }) => sum + size, 0);
    const unseenOfValue = 1 + (this.#coarser.get(value)?.size ?? 0);
    const within = count > 0 ? count / (count + unseenOfValue) : 1 / unseenOfValue;
    const smoothed = within * (Math.max(1, count) / (this.total + unseen));
    return finest.weight * smoothed + this.#sum(login, 1);
  }

  #sum(login: Login, from: number): number {
    let sum = 0;
    for (let i = from; i < this.#levels.length; i += 1) {
      const level = this.#levels[i];
      if (level === undefined) continue;
      sum += (level.weight * (this.#counts[i]?.get(level.valueOf(login)) ?? 0)) / this.total;
    }
    return sum;
  }
}
