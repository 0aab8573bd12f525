import { channels as allChannels } from './channel.ts';
import { hoursOf } from './policy-clock.ts';
import { percent } from './policy-diff.ts';
import type { Bands, Policy, Schedule } from './policy-model.ts';

/** Bands that replace the policy's own where they apply. A group is one for each of its members. */
type Override = { scope: string; schedule?: Schedule; label: string; bands: Bands };
type Overrides = ReadonlyMap<string, readonly Override[]>;

const doings = { ask: 'asks', hold: 'holds', block: 'removes' } as const;
const bandNames = ['ask', 'hold', 'block'] as const;

/**
 * How the thresholds of a policy are weaker than before. Take a participant at a moment. Where no override of `before`
 * applied, its own threshold did: so (1) that must not rise, and (3) an override above it must lie within an older one.
 * Where one applied, (2) there must be one now for all that it covered, no higher; or nothing at all that is higher.
 */
export function bandsWeaken(before: Policy, after: Policy): string[] {
  const [old, fresh] = [overridesOf(before), overridesOf(after)];
  const [olds, freshes] = [[...old.values()].flat(), [...fresh.values()].flat()];
  return bandNames.flatMap((band) => {
    const [own, ownBefore] = [after.bands[band], before.bands[band]];
    const highest = freshes.reduce((most, { bands }) => Math.max(most, bands[band]), own);
    const lost = olds.filter(
      (one) => highest > one.bands[band] && !covering(one, fresh).some(({ bands }) => bands[band] <= one.bands[band]),
    );
    const loose = freshes.filter((one) => one.bands[band] > ownBefore && covering(one, old).length === 0);
    return (own > ownBefore ? [`The policy ${raised(band, own, ownBefore)}`] : []).concat(
      lost.map(({ label, bands }) => `${label} no longer ${doings[band]} from ${percent(bands[band])} of risk on.`),
      loose.map(({ label, bands }) => `${label} ${raised(band, bands[band], ownBefore)}`),
    );
  });
}

function raised(band: keyof Bands, to: number, from: number): string {
  return `${doings[band]} only from ${percent(to)} of risk on, not from ${percent(from)}.`;
}

/** By scope: whoever is in a group can be so by himself or by a team, so each member is a scope. */
function overridesOf({ groups, channels, schedules }: Policy): Overrides {
  const all: Override[] = [
    ...groups.flatMap(({ name, personIds, teamIds, bands }) =>
      bands === undefined
        ? []
        : [...personIds, ...teamIds].map((id) => ({ scope: id, label: `Group “${name}” for ${id}`, bands })),
    ),
    ...allChannels.flatMap((channel) => {
      const bands = channels[channel]?.bands;
      return bands === undefined ? [] : [{ scope: `channel:${channel}`, label: `The channel ${channel}`, bands }];
    }),
    ...schedules.map((schedule) => ({
      scope: `zone:${schedule.timeZone}`,
      schedule,
      label: `Schedule “${schedule.name}”`,
      bands: schedule.bands,
    })),
  ];
  const byScope = new Map<string, Override[]>();
  for (const one of all) {
    const known = byScope.get(one.scope);
    if (known === undefined) byScope.set(one.scope, [one]);
    else known.push(one);
  }
  return byScope;
}

/** The overrides that apply whenever this one does. */
function covering(one: Override, all: Overrides): readonly Override[] {
  const candidates = all.get(one.scope) ?? [];
  const { schedule } = one;
  if (schedule === undefined) return candidates;
  return candidates.filter((other) => other.schedule !== undefined && contains(other.schedule, schedule));
}

function contains(wide: Schedule, narrow: Schedule): boolean {
  const [a, b] = [hoursOf(wide), hoursOf(narrow)];
  return narrow.days.every((day) => wide.days.includes(day)) && a.from <= b.from && a.to >= b.to;
}
