import { isForgotten, addSighting, countAt, growthAt, dayOf, type Tally } from './tally.ts';
import { comparedFeatures, dailyCap, type Feature } from './feature.ts';
import type { Lesson } from './lesson.ts';
import { hoursOfWeek } from './hour-of-week.ts';
import type { Baseline, ContactCounts, Counts, Observation, Place, ValueCounts } from './observation.ts';

type Scope = 'person' | 'team' | 'tenant';
type Who = { personId: string; teamId?: string };
const totals = '';

/** Counts of one tenant in memory: the reference for what the store does in SQL, and what evaluations run on. */
export class BaselineBook {
  readonly #tallies = new Map<string, Tally>();
  readonly #contacts = new Map<string, Map<string, number>>();
  readonly #places = new Map<string, Place>();
  readonly #learned = new Set<string>();

  /** Learns once per key. What one value adds is capped per person and day, for every scope alike. */
  learn(lesson: Lesson): void {
    const { key, personId, atMs, values, place } = lesson;
    if (this.#learned.has(key)) return;
    this.#learned.add(key);
    for (const { feature, value } of values) this.#count(lesson, feature, value);
    const last = this.#places.get(personId);
    if (place !== undefined && (last === undefined || atMs >= last.atMs)) this.#places.set(personId, place);
  }

  #count({ personId, teamId, atMs }: Lesson, feature: Feature, value: string): void {
    const own = this.#tallies.get(keyOf('person', personId, feature, value));
    const total = this.#tallies.get(keyOf('person', personId, feature, totals));
    const used = own?.day === dayOf(atMs) ? own.dayWeight : 0;
    const times = Math.max(0, Math.min(1, dailyCap - used));
    const fresh = own === undefined && total !== undefined;
    for (const [scope, id] of scopesOf({ personId, ...(teamId === undefined ? {} : { teamId }) })) {
      this.#add(keyOf(scope, id, feature, value), atMs, times, false);
      this.#add(keyOf(scope, id, feature, totals), atMs, times, fresh);
    }
    if (feature !== 'contact') return;
    const met = this.#contacts.get(personId) ?? new Map<string, number>();
    this.#contacts.set(personId, met.set(value, (met.get(value) ?? 0) + 1));
  }

  #add(key: string, atMs: number, times: number, fresh: boolean): void {
    this.#tallies.set(key, addSighting(this.#tallies.get(key), { atMs, times, fresh }, Number.POSITIVE_INFINITY));
  }

  /** What is known beforehand about somebody, as of the moment of the observation. */
  baselineFor(who: Who, seen: Observation): Baseline {
    const values: Baseline['values'] = {};
    for (const feature of comparedFeatures) {
      const value = seen.values[feature];
      if (value !== undefined) values[feature] = this.#valueCounts(who, feature, value, seen.atMs);
    }
    const lastPlace = this.#places.get(who.personId);
    return {
      history: this.#countsOf('person', who.personId, 'hour', totals, seen.atMs).total,
      sessions: this.#sessions(who.personId, seen.atMs),
      values,
      hours: this.#hours(who.personId, seen.atMs),
      ...(lastPlace === undefined ? {} : { lastPlace }),
      ...(seen.contact === undefined ? {} : { contact: this.#contactCounts(who.personId, seen.contact) }),
    };
  }

  #valueCounts({ personId, teamId }: Who, feature: Feature, value: string, atMs: number): ValueCounts {
    const of = (scope: Scope, id: string) => this.#countsOf(scope, id, feature, value, atMs);
    const none: Counts = { count: 0, total: 0, fresh: 0 };
    return {
      person: of('person', personId),
      team: teamId === undefined ? none : of('team', teamId),
      tenant: of('tenant', ''),
    };
  }

  #countsOf(scope: Scope, id: string, feature: Feature, value: string, atMs: number): Counts {
    const total = this.#tallies.get(keyOf(scope, id, feature, totals));
    const tally = this.#tallies.get(keyOf(scope, id, feature, value));
    const known = tally !== undefined && !isForgotten(tally, atMs);
    return {
      count: known ? countAt(tally.weight, atMs) : 0,
      total: total === undefined ? 0 : countAt(total.weight, atMs),
      fresh: total === undefined ? 0 : total.fresh / growthAt(atMs),
    };
  }

  #sessions(personId: string, atMs: number): number {
    const total = this.#tallies.get(keyOf('person', personId, 'hour', totals));
    return total === undefined || isForgotten(total, atMs) ? 0 : total.uses;
  }

  #hours(personId: string, atMs: number): number[] {
    return Array.from({ length: hoursOfWeek }, (_, hour) => {
      const tally = this.#tallies.get(keyOf('person', personId, 'hour', String(hour)));
      return tally === undefined ? 0 : countAt(tally.weight, atMs);
    });
  }

  #contactCounts(personId: string, contact: string): ContactCounts {
    const mine = this.#contacts.get(personId) ?? new Map<string, number>();
    const theirs = this.#contacts.get(contact) ?? new Map<string, number>();
    const common = [...mine.keys()].filter((one) => theirs.has(one));
    return {
      known: mine.has(contact),
      total: [...mine.values()].reduce((sum, times) => sum + times, 0),
      singles: [...mine.values()].filter((times) => times === 1).length,
      commonDegrees: common.map((one) => [...this.#contacts.values()].filter((met) => met.has(one)).length),
    };
  }
}

function keyOf(scope: Scope, id: string, feature: string, value: string): string {
  return `${scope}\n${id}\n${feature}\n${value}`;
}

function scopesOf({ personId, teamId }: Who): [Scope, string][] {
  return [['person', personId], ...(teamId === undefined ? [] : [['team', teamId] as [Scope, string]]), ['tenant', '']];
}
