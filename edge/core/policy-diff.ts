import { canonicalJson, type Json } from './canonical.ts';
import type { Policy } from './policy-model.ts';

/** One change of a policy. What was added has no `before`, what was removed no `after`. */
export type PolicyDifference = { path: string; before?: Json; after?: Json; words: string };

type Members = { readonly [key: string]: Json | undefined };

/** What changed, in the order of paths. Named rules are compared with the rule of the same name, lists of ids as sets. */
export function diffPolicies(before: Policy, after: Policy): PolicyDifference[] {
  return compare({ ...before, version: undefined }, { ...after, version: undefined }, []);
}

function compare(before: Json | undefined, after: Json | undefined, path: readonly string[]): PolicyDifference[] {
  if (isSame(before, after)) return [];
  const members = bothMembers(before, after);
  if (members === undefined) return [leaf(before, after, path)];
  const [was, is] = members;
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return keys.flatMap((key) => compare(own(was, key), own(is, key), path.concat(key)));
}

function isSame(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return canonicalJson(before) === canonicalJson(after);
}

/** Both sides as members with names, when they can be compared member by member. */
function bothMembers(before: Json | undefined, after: Json | undefined): [Members, Members] | undefined {
  const [was, is] = [membersOf(before), membersOf(after)];
  return was === undefined || is === undefined ? undefined : [was, is];
}

function membersOf(value: Json | undefined): Members | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!isList(value)) return value;
  const named = value.map((one) => [nameOf(one), one] as const);
  return named.every(([name]) => name !== undefined) ? Object.fromEntries(named) : undefined;
}

function nameOf(value: Json): string | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined;
  const name = value['name'] ?? value['id'];
  return typeof name === 'string' ? name : undefined;
}

/** A rule may be called like a member that every object inherits. */
function own(members: Members, key: string): Json | undefined {
  return Object.hasOwn(members, key) ? members[key] : undefined;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function leaf(before: Json | undefined, after: Json | undefined, path: readonly string[]): PolicyDifference {
  return {
    path: path.join('.'),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    words: wordsOf(before, after, path),
  };
}

const labels: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bands: 'threshold',
    floors: 'rule',
    groups: 'group',
    schedules: 'schedule',
    exceptions: 'exception',
    channels: 'channel',
    critical: 'protected-critical',
    personIds: 'people',
    teamIds: 'teams',
    floorAtLeast: 'at least',
    claimsColleague: 'for those who claim a colleague',
    notProved: 'until proved',
    strongVoice: 'strong signs only',
    minHistory: 'history of at least',
    atMost: 'at most',
    untilMs: 'until',
    timeZone: 'time zone',
  }),
);

function wordsOf(before: Json | undefined, after: Json | undefined, path: readonly string[]): string {
  const about = capital(path.map((part) => labels.get(part) ?? part).join(' › '));
  if (isIdList(before) && isIdList(after)) {
    const [added, removed] = [less(after, before), less(before, after)];
    const said = [...added.map((id) => `added ${id}`), ...removed.map((id) => `removed ${id}`)].join(', ');
    return `${about}: ${said === '' ? 'another order' : said}.`;
  }
  if (before === undefined) return `${about}: added${suffix(after, path)}.`;
  if (after === undefined) return `${about}: removed${suffix(before, path)}.`;
  return `${about}: ${textOf(after, path)}, was ${textOf(before, path)}.`;
}

function suffix(value: Json | undefined, path: readonly string[]): string {
  return value === undefined || typeof value === 'object' ? '' : ` (${textOf(value, path)})`;
}

function textOf(value: Json, path: readonly string[]): string {
  if (typeof value === 'number' && path.includes('bands')) return percent(value);
  if (typeof value === 'number' && path.at(-1) === 'untilMs') return dayOf(value);
  return typeof value === 'string' ? value : canonicalJson(value);
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** Day of UTC, as ISO 8601. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

function isIdList(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function less(all: readonly string[], others: readonly string[]): string[] {
  return all.filter((one) => !others.includes(one));
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
