import * as v from 'valibot';
import { workingParameters } from './fusion.ts';
import { isTimeZone } from './policy-clock.ts';
import {
  policyBodySchema,
  usableMethods,
  type Bands,
  type Exception,
  type Floor,
  type Policy,
} from './policy-model.ts';
import { signalTable } from './signal.ts';

/** Where in a policy something is wrong (`groups.0.bands`, empty for the whole), and what, in a sentence. */
export type PolicyProblem = { path: string; reason: string };

export type PolicySurroundings = {
  nowMs: number;
  /** Who and what exists; left out, names are not checked. */
  personIds?: ReadonlySet<string>;
  teamIds?: ReadonlySet<string>;
};

export type PolicyVerdict = { ok: true; policy: Policy } | { ok: false; problems: PolicyProblem[] };

export const longestExceptionMs = 90 * 86_400_000;
const mostProblems = 20;

/**
 * Reads a policy that somebody sends and refuses what cannot be parsed or would lock people out. The policy comes back
 * with its defaults and version 1: the store gives the real one.
 */
export function checkPolicy(input: unknown, around: PolicySurroundings): PolicyVerdict {
  const parsed = v.safeParse(policyBodySchema, input);
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', reason: issue.message }));
    return { ok: false, problems: problems.slice(0, mostProblems) };
  }
  const policy = { ...parsed.output, version: 1 };
  const problems = [
    ...bandProblems(policy),
    ...methodProblems(policy),
    ...policy.floors.flatMap(floorProblems),
    ...groupProblems(policy, around),
    ...scheduleProblems(policy),
    ...policy.exceptions.flatMap((exception, i) => exceptionProblems(exception, `exceptions.${i}`, around)),
    ...nameProblems(policy),
    ...unknownProblems(policy, around),
  ];
  return problems.length === 0 ? { ok: true, policy } : { ok: false, problems: problems.slice(0, mostProblems) };
}

function bandProblems({ bands, groups, channels, schedules }: Policy): PolicyProblem[] {
  return [
    ...ofBands(bands, 'bands'),
    ...groups.flatMap((group, i) => ofBands(group.bands, `groups.${i}.bands`)),
    ...ofBands(channels.phone?.bands, 'channels.phone.bands'),
    ...ofBands(channels.web?.bands, 'channels.web.bands'),
    ...schedules.flatMap((schedule, i) => ofBands(schedule.bands, `schedules.${i}.bands`)),
  ];
}

function ofBands(bands: Bands | undefined, path: string): PolicyProblem[] {
  if (bands === undefined) return [];
  const { ask, hold, block } = bands;
  if (![ask, hold, block].every((one) => one > 0 && one < 1)) {
    return [{ path, reason: 'Every threshold must lie between 0 and 1, both excluded.' }];
  }
  if (!(ask < hold && hold < block)) return [{ path, reason: 'The thresholds must ascend: ask, hold, block.' }];
  const { prior } = workingParameters;
  if (ask > prior) return [];
  return [
    {
      path: `${path}.ask`,
      reason: `At or below ${prior}, the risk of a stranger nothing is known of, it asks everybody.`,
    },
  ];
}

function methodProblems({ methods }: Policy): PolicyProblem[] {
  return (['ask', 'hold'] as const)
    .filter((band) => !methods[band].some((method) => usableMethods.includes(method)))
    .map((band) => ({
      path: `methods.${band}`,
      reason: `No method that can be used (${usableMethods.join(', ')}): whoever is asked would be locked out.`,
    }));
}

function floorProblems({ when, claimsColleague, effect }: Floor, i: number): PolicyProblem[] {
  const path = `floors.${i}`;
  const unknown = when.filter((code) => !Object.hasOwn(signalTable, code));
  if (unknown.length > 0) return [{ path: `${path}.when`, reason: `There is no finding ${unknown.join(', ')}.` }];
  if (when.length > 0 || effect === 'none') return [];
  if (claimsColleague !== true) return [{ path, reason: 'It names no finding, so it applies to everybody.' }];
  if (effect === 'ask') return [];
  return [{ path, reason: 'It names no finding, so it holds everybody who uses the name of a colleague.' }];
}

function groupProblems({ groups }: Policy, { personIds }: PolicySurroundings): PolicyProblem[] {
  return groups.flatMap((group, i) => {
    const path = `groups.${i}`;
    if (group.personIds.length + group.teamIds.length === 0) return [{ path, reason: 'Nobody is in this group.' }];
    const holdsAll =
      group.floorAtLeast === 'hold' &&
      personIds !== undefined &&
      personIds.size > 1 &&
      [...personIds].every((id) => group.personIds.includes(id));
    return holdsAll
      ? [{ path: `${path}.floorAtLeast`, reason: 'Everybody is in this group, so it holds everybody.' }]
      : [];
  });
}

function scheduleProblems({ schedules }: Policy): PolicyProblem[] {
  return schedules.flatMap(({ timeZone }, i) =>
    isTimeZone(timeZone) ? [] : [{ path: `schedules.${i}.timeZone`, reason: `There is no time zone ${timeZone}.` }],
  );
}

function exceptionProblems(
  { personId, teamId, number, atMost, untilMs }: Exception,
  path: string,
  { nowMs }: PolicySurroundings,
): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  if ([personId, teamId, number].filter((one) => one !== undefined).length !== 1) {
    problems.push({ path, reason: 'It must name one of a person, a team or a number.' });
  }
  if (untilMs > nowMs + longestExceptionMs) {
    problems.push({ path: `${path}.untilMs`, reason: 'An exception ends within 90 days.' });
  }
  // Attributes an attacker can copy buy no trust (design §5.2).
  if (number !== undefined && atMost === 'none') {
    problems.push({
      path: `${path}.atMost`,
      reason: 'A number can be forged: it can soften to “ask”, not to nothing.',
    });
  }
  return problems;
}

/** Names and ids say in a decision which rule applied, and a difference is told by them. */
function nameProblems({ floors, groups, schedules, exceptions }: Policy): PolicyProblem[] {
  const lists = {
    floors: floors.map(({ name }) => name),
    groups: groups.map(({ name }) => name),
    schedules: schedules.map(({ name }) => name),
    exceptions: exceptions.map(({ id }) => id),
  };
  return Object.entries(lists).flatMap(([list, names]) =>
    names.flatMap((name, i) =>
      names.indexOf(name) === i ? [] : [{ path: `${list}.${i}`, reason: `“${name}” is there twice.` }],
    ),
  );
}

function unknownProblems({ groups, critical, exceptions }: Policy, around: PolicySurroundings): PolicyProblem[] {
  const named = [
    ...groups.map(({ personIds, teamIds }, i) => ({ path: `groups.${i}`, personIds, teamIds })),
    { path: 'critical', personIds: critical.personIds, teamIds: [] },
    ...exceptions.map(({ personId, teamId }, i) => ({
      path: `exceptions.${i}`,
      personIds: personId === undefined ? [] : [personId],
      teamIds: teamId === undefined ? [] : [teamId],
    })),
  ];
  return named.flatMap(({ path, personIds, teamIds }) => {
    const people = missing(personIds, around.personIds).map((id) => ({ path, reason: `There is no person ${id}.` }));
    const teams = missing(teamIds, around.teamIds).map((id) => ({ path, reason: `There is no team ${id}.` }));
    return people.concat(teams);
  });
}

function missing(ids: readonly string[], known: ReadonlySet<string> | undefined): string[] {
  return known === undefined ? [] : ids.filter((id) => !known.has(id));
}
