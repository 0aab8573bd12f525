import { rankOf, type Effect } from './effect.ts';
import { bandsWeaken } from './policy-bands.ts';
import { dayOf } from './policy-diff.ts';
import type { Exception, Floor, Method, Policy } from './policy-model.ts';

/**
 * How a policy is weaker than the one before it, a sentence each; empty when there is no participant, moment or risk
 * for which it would do less. It errs to the strict side: rules that make up for each other are not reckoned up.
 */
export function weakensPolicy(before: Policy, after: Policy): string[] {
  const found = [
    ...bandsWeaken(before, after),
    ...floorsWeaken(before, after),
    ...groupsWeaken(before, after),
    ...criticalWeakens(before, after),
    ...exceptionsWeaken(before, after),
    ...methodsWeaken(before, after),
  ];
  return [...new Set(found)];
}

function floorsWeaken(before: Policy, after: Policy): string[] {
  return before.floors
    .filter((floor) => floor.effect !== 'none' && !after.floors.some((other) => coversFloor(other, floor)))
    .map(({ name, effect }) =>
      after.floors.some((other) => other.name === name)
        ? `Rule “${name}” is narrower or weaker than before.`
        : `Rule “${name}” (at least ${effect}) is gone.`,
    );
}

/** Whether `wide` applies whenever `narrow` does, and does as much. */
function coversFloor(wide: Floor, narrow: Floor): boolean {
  const narrowUnproved = narrow.notProved === true || narrow.claimsColleague === true;
  return (
    rankOf(wide.effect) >= rankOf(narrow.effect) &&
    wide.when.every((code) => narrow.when.includes(code)) &&
    (wide.claimsColleague !== true || narrow.claimsColleague === true) &&
    (wide.notProved !== true || narrowUnproved) &&
    (wide.strongVoice !== true || narrow.strongVoice === true) &&
    (wide.state === undefined || wide.state === narrow.state) &&
    (wide.minHistory ?? 0) <= (narrow.minHistory ?? 0)
  );
}

function groupsWeaken(before: Policy, after: Policy): string[] {
  const [old, fresh] = [leastOfMembers(before), leastOfMembers(after)];
  return [...old]
    .filter(([id, { least }]) => rankOf(fresh.get(id)?.least ?? 'none') < rankOf(least))
    .map(([id, { least, group }]) => `Group “${group}” no longer makes it at least ${least} for ${id}.`);
}

type Least = { least: Effect; group: string };

/** By person or team: the strongest floor of the groups that name them. */
function leastOfMembers({ groups }: Policy): Map<string, Least> {
  const all = new Map<string, Least>();
  for (const { name: group, personIds, teamIds, floorAtLeast: least } of groups) {
    if (least === undefined) continue;
    for (const id of [...personIds, ...teamIds]) {
      if (rankOf(all.get(id)?.least ?? 'none') < rankOf(least)) all.set(id, { least, group });
    }
  }
  return all;
}

function criticalWeakens(before: Policy, after: Policy): string[] {
  return before.critical.personIds
    .filter((id) => !after.critical.personIds.includes(id))
    .map((id) => `${id} is no longer protected-critical.`);
}

function exceptionsWeaken(before: Policy, after: Policy): string[] {
  return after.exceptions
    .filter((one) => one.atMost !== 'block' && !before.exceptions.some((other) => coversException(other, one)))
    .map((one) => {
      const known = before.exceptions.some(({ id }) => id === one.id);
      const step = known ? 'is wider than before' : 'is new';
      return `Exception “${one.id}” ${step}: at most ${one.atMost} for ${whomOf(one)} until ${dayOf(one.untilMs)}.`;
    });
}

function coversException(wide: Exception, narrow: Exception): boolean {
  return (
    whomOf(wide) === whomOf(narrow) && rankOf(wide.atMost) <= rankOf(narrow.atMost) && wide.untilMs >= narrow.untilMs
  );
}

function whomOf({ personId, teamId, number }: Exception): string {
  return personId ?? teamId ?? number ?? 'nobody';
}

/** Methods of one rank are as hard to get past (requirements C.4 item 11). */
const weakness: Record<Method, number> = { passkey: 0, push: 0, idp: 1, callback: 2, totp: 3, code: 4 };

function methodsWeaken(before: Policy, after: Policy): string[] {
  return (['ask', 'hold'] as const).flatMap((band) => {
    const [old, fresh] = [before.methods[band], after.methods[band]];
    const weakest = Math.max(...old.map((method) => weakness[method]));
    const strongest = Math.min(...old.map((method) => weakness[method]));
    const added = fresh.filter((method) => weakness[method] > weakest);
    const lostBest = old.length > 0 && fresh.every((method) => weakness[method] > strongest);
    const gone = lostBest ? [`To ${band}, the strongest method (${old.join(', ')}) is no longer offered.`] : [];
    return added.map((method) => `To ${band}, the weaker method ${method} is enough.`).concat(gone);
  });
}
