import { stronger, weaker, type Effect } from './effect.ts';
import { runsAt, wallTimeOf } from './policy-clock.ts';
import type { Bands, Exception, Floor, Policy, Schedule } from './policy-model.ts';
import type { Channel } from './channel.ts';

/** What a decision depends on beside the risk. What is not known is left out, and the rules that need it do not apply. */
export type DecisionContext = {
  claimsColleague: boolean;
  proved: boolean;
  provedAtMs?: number;
  /** The protected person who is claimed, and his teams. */
  subjectId?: string;
  teamIds?: readonly string[];
  channel?: Channel;
  /** Number that he calls from. */
  number?: string;
  atMs?: number;
  /** Sessions of the last 180 days that the profile of the person claimed was learned from, undecayed. */
  sessions?: number;
  /** What was decided last (`wouldBe` of a decision under break-glass), and since when. */
  previousEffect?: Effect;
  previousSinceMs?: number;
  /** `belowSinceMs` of the last decision. */
  belowSinceMs?: number;
  breakGlass?: boolean;
};

/** A policy as it applies to one participant now. */
export type Rules = {
  bands: Bands;
  methods: Policy['methods'];
  floors: readonly Floor[];
  atLeast: Effect;
  /** The person claimed is protected-critical: asking is not enough, he is held meanwhile. */
  critical: boolean;
  /** The strongest effect that an exception leaves. */
  cap?: Effect;
  /** Names of what narrowed the policy, like `group:Board`, in the order of the policy. */
  applied: string[];
};

/**
 * Of all groups, schedules and channels that apply, each threshold is the strictest; where none applies, the policy's
 * own. Linear in the size of the policy; one clock reading per time zone.
 */
export function rulesFor(policy: Policy, context: DecisionContext): Rules {
  const groups = policy.groups.filter((group) => isSubjectIn(group, context));
  const schedules = runningSchedules(policy.schedules, context.atMs);
  const channel = context.channel === undefined ? undefined : policy.channels[context.channel]?.bands;
  const exceptions = policy.exceptions.filter((exception) => isSpared(exception, context));
  const isUnproved = context.claimsColleague && !context.proved;
  const critical = isUnproved && policy.critical.personIds.includes(context.subjectId ?? '');
  const floored = isUnproved ? groups.map((group): Effect => group.floorAtLeast ?? 'none') : [];
  const caps = exceptions.map(({ atMost }) => atMost);
  const [firstCap, ...otherCaps] = caps;
  return {
    bands: strictest([...groups.map(({ bands }) => bands), ...schedules.map(({ bands }) => bands), channel], policy),
    methods: policy.methods,
    floors: policy.floors,
    atLeast: floored.reduce(stronger, 'none'),
    critical,
    ...(firstCap === undefined ? {} : { cap: otherCaps.reduce(weaker, firstCap) }),
    applied: [
      ...groups.map(({ name }) => `group:${name}`),
      ...schedules.map(({ name }) => `schedule:${name}`),
      ...(channel === undefined ? [] : [`channel:${context.channel}`]),
      ...(critical ? ['critical'] : []),
      ...exceptions.map(({ id }) => `exception:${id}`),
    ],
  };
}

function strictest(overrides: readonly (Bands | undefined)[], { bands }: Policy): Bands {
  const [first, ...others] = overrides.filter((one) => one !== undefined);
  if (first === undefined) return bands;
  return others.reduce(
    (least, one) => ({
      ask: Math.min(least.ask, one.ask),
      hold: Math.min(least.hold, one.hold),
      block: Math.min(least.block, one.block),
    }),
    first,
  );
}

function isSubjectIn(
  { personIds, teamIds }: { personIds: readonly string[]; teamIds: readonly string[] },
  context: DecisionContext,
): boolean {
  if (context.subjectId !== undefined && personIds.includes(context.subjectId)) return true;
  return context.teamIds?.some((teamId) => teamIds.includes(teamId)) === true;
}

function runningSchedules(schedules: readonly Schedule[], atMs: number | undefined): readonly Schedule[] {
  if (atMs === undefined || schedules.length === 0) return [];
  const zones = [...new Set(schedules.map(({ timeZone }) => timeZone))];
  const times = new Map(zones.map((zone) => [zone, wallTimeOf(atMs, zone)]));
  return schedules.filter((schedule) => {
    const time = times.get(schedule.timeZone);
    return time !== undefined && runsAt(schedule, time);
  });
}

/** Without a clock no exception applies: it could have ended. */
function isSpared({ personId, teamId, number, untilMs }: Exception, context: DecisionContext): boolean {
  if (context.atMs === undefined || context.atMs >= untilMs) return false;
  if (personId !== undefined) return personId === context.subjectId;
  if (teamId !== undefined) return context.teamIds?.includes(teamId) === true;
  return number !== undefined && number === context.number;
}
