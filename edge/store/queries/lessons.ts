import type { Attempt } from '../../core/lesson-import.ts';
import type { Lesson } from '../../core/lesson.ts';
import { dailyCap } from '../../core/feature.ts';
import { dayOf, growthAt } from '../../core/tally.ts';

type Delivery = { token: string; atMs: number };

/** D1 carries two megabytes in one parameter, and a statement may work for thirty seconds. */
const limits = { lessons: 2000, characters: 800_000, keys: 10_000, rows: 5000 } as const;

/**
 * What `learnStatements` does, for many lessons in few statements: two for every two thousand, and one for profiles.
 * All in one batch; sorted by time; each lesson counted once by its key.
 */
export function learnManyStatements(
  d1: D1Database,
  tenantId: string,
  lessons: readonly Lesson[],
  delivery: Delivery,
  lessonsAtOnce: number = limits.lessons,
): D1PreparedStatement[] {
  const counts = parts(lessons, lessonsAtOnce).flatMap((part) => [
    markStatement(
      d1,
      tenantId,
      part.map(({ key }) => key),
      delivery,
    ),
    countStatement(d1, tenantId, part, delivery.token),
  ]);
  return [...counts, ...profileStatements(d1, tenantId, lessons)];
}

/** Which of these facts were learned already. */
export async function knownFacts(d1: D1Database, tenantId: string, keys: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>();
  for (let i = 0; i < keys.length; i += limits.keys) {
    const { results } = await d1
      .prepare(
        `select fact_hash as hash from learned
         where tenant_id = ?1 and fact_hash in (select value from json_each(?2))`,
      )
      .bind(tenantId, JSON.stringify(keys.slice(i, i + limits.keys)))
      .all<{ hash: string }>();
    for (const { hash } of results) known.add(hash);
  }
  return known;
}

function parts(lessons: readonly Lesson[], most: number): Lesson[][] {
  const made: Lesson[][] = [];
  let characters = 0;
  for (const lesson of lessons) {
    const size = JSON.stringify(tupleOf(lesson)).length;
    const last = made.at(-1);
    if (last === undefined || last.length >= most || characters + size > limits.characters) {
      made.push([lesson]);
      characters = size;
    } else {
      last.push(lesson);
      characters += size;
    }
  }
  return made;
}

const tupleOf = ({ key, personId, teamId, atMs, source, values }: Lesson) =>
  [
    key,
    personId,
    teamId ?? null,
    atMs,
    growthAt(atMs),
    dayOf(atMs),
    source,
    values.map(({ feature, value }) => [feature, value]),
  ] as const;

function markStatement(d1: D1Database, tenantId: string, keys: readonly string[], { token, atMs }: Delivery) {
  return d1
    .prepare(
      `insert into learned (tenant_id, fact_hash, token, at_ms)
       select ?1, value, ?3, ?4 from json_each(?2) where true on conflict do nothing`,
    )
    .bind(tenantId, JSON.stringify(keys), token, atMs);
}

/**
 * Mirrors `BaselineBook` for a sequence of lessons. A sighting counts for as long as the sightings of its day before
 * it, on file and in this part, leave room under the cap; days before the newest one on file know no cap there either.
 * It is fresh when it is the first of its value, but not the first of its feature. `cross join` keeps the order of the
 * loops: the planner would rather read all that was ever learned, once for each lesson.
 */
function countStatement(d1: D1Database, tenantId: string, lessons: readonly Lesson[], token: string) {
  return d1.prepare(countSql).bind(tenantId, JSON.stringify(lessons.map(tupleOf)), token, dailyCap);
}

const countSql = `
insert into baseline (tenant_id, scope, scope_id, feature, value, weight, uses, fresh, day, day_weight,
  first_at_ms, last_at_ms, source)
with lesson as materialized (
  select l.key as nr, l.value ->> 1 as person_id, l.value ->> 2 as team_id, l.value ->> 3 as at_ms,
    l.value ->> 4 as growth, l.value ->> 5 as day, l.value ->> 6 as source, l.value -> 7 as seen
  from json_each(?2) as l
  cross join learned on learned.tenant_id = ?1 and learned.fact_hash = l.value ->> 0 and learned.token = ?3
), seen as (
  select lesson.*, v.key as place, v.value ->> 0 as feature, v.value ->> 1 as value
  from lesson, json_each(lesson.seen) as v
), ranked as (
  select seen.*,
    row_number() over (partition by person_id, feature, value, day order by nr, place) as nth_of_day,
    row_number() over (partition by person_id, feature, value order by nr, place) as nth_of_value,
    row_number() over (partition by person_id, feature order by nr, place) as nth_of_feature
  from seen
), counted as materialized (
  select person_id, team_id, ranked.feature, ranked.value, at_ms, growth, ranked.day, ranked.source,
    max(0, min(1, case
      when own.day > ranked.day then 1
      when own.day = ranked.day then ?4 - own.day_weight - (nth_of_day - 1)
      else ?4 - (nth_of_day - 1) end)) as times,
    nth_of_value = 1 and own.value is null and (nth_of_feature > 1 or total.value is not null) as fresh
  from ranked
  left join baseline as own on own.tenant_id = ?1 and own.scope = 'person' and own.scope_id = person_id
    and own.feature = ranked.feature and own.value = ranked.value
  left join baseline as total on total.tenant_id = ?1 and total.scope = 'person' and total.scope_id = person_id
    and total.feature = ranked.feature and total.value = ''
), daily as (
  select s.value as scope, case s.value when 'person' then person_id when 'team' then team_id else '' end as scope_id,
    feature, case k.value when 0 then counted.value else '' end as value, day, sum(times * growth) as weight,
    count(*) as uses, sum(case when k.value = 1 and fresh then growth else 0 end) as fresh, sum(times) as day_weight,
    min(at_ms) as first_at_ms, max(at_ms) as last_at_ms, max(source) as source
  from counted, json_each('["person","team","tenant"]') as s, json_each('[0,1]') as k
  where s.value <> 'team' or team_id is not null
  group by 1, 2, 3, 4, 5
)
select ?1, scope, scope_id, feature, value, sum(weight), sum(uses), sum(fresh), max(day),
  sum(case when day = newest then day_weight else 0 end), min(first_at_ms), max(last_at_ms), max(source)
from (select daily.*, max(day) over (partition by scope, scope_id, feature, value) as newest from daily)
group by scope, scope_id, feature, value
on conflict (tenant_id, scope, scope_id, feature, value) do update set
  weight = weight + excluded.weight, uses = uses + excluded.uses, fresh = fresh + excluded.fresh,
  day_weight = case when excluded.day > day then excluded.day_weight
    when excluded.day = day then day_weight + excluded.day_weight else day_weight end,
  day = max(day, excluded.day), source = excluded.source,
  first_at_ms = min(first_at_ms, excluded.first_at_ms), last_at_ms = max(last_at_ms, excluded.last_at_ms)`;

/** Where each was last, and when something was last learned. Said twice it changes nothing, so it needs no token. */
function profileStatements(d1: D1Database, tenantId: string, lessons: readonly Lesson[]): D1PreparedStatement[] {
  const latest = new Map<string, { place: string | null; atMs: number }>();
  for (const { personId, place, atMs } of lessons) {
    const before = latest.get(personId)?.place ?? null;
    latest.set(personId, { place: place === undefined ? before : JSON.stringify(place), atMs });
  }
  const rows = [...latest].map(([personId, { place, atMs }]) => [personId, place, atMs]);
  return inRows(rows, (part) =>
    d1
      .prepare(
        `insert into profile (tenant_id, person_id, last_place, learned_at_ms)
         select ?1, value ->> 0, value ->> 1, value ->> 2 from json_each(?2) where true
         on conflict (tenant_id, person_id) do update set
           last_place = case when excluded.last_place is null
               or last_place ->> 'atMs' > excluded.last_place ->> 'atMs' then last_place
             else excluded.last_place end,
           learned_at_ms = max(coalesce(learned_at_ms, 0), excluded.learned_at_ms)`,
      )
      .bind(tenantId, JSON.stringify(part)),
  );
}

/** Keeps attempts, once each by their keys, and lets go of those that are older than `keptMs`. */
export function attemptStatements(
  d1: D1Database,
  tenantId: string,
  attempts: readonly Attempt[],
  { token, atMs }: Delivery,
  keptMs: number,
): D1PreparedStatement[] {
  const kept = inRows(
    attempts.map(({ key, personId, atMs: triedAtMs, succeeded }) => [key, personId, triedAtMs, Number(succeeded)]),
    (part) =>
      d1
        .prepare(
          `insert into sign_in_attempt (tenant_id, person_id, at_ms, succeeded)
           select ?1, a.value ->> 1, a.value ->> 2, a.value ->> 3 from json_each(?2) as a
           cross join learned on learned.tenant_id = ?1 and learned.fact_hash = a.value ->> 0 and learned.token = ?3`,
        )
        .bind(tenantId, JSON.stringify(part), token),
  );
  const keys = attempts.map(({ key }) => key);
  const marks = inRows(keys, (part) => markStatement(d1, tenantId, part, { token, atMs }));
  const forget = d1
    .prepare('delete from sign_in_attempt where tenant_id = ?1 and at_ms < ?2')
    .bind(tenantId, atMs - keptMs);
  return attempts.length === 0 ? [] : [...marks, ...kept, forget];
}

function inRows<T>(rows: readonly T[], statement: (part: readonly T[]) => D1PreparedStatement): D1PreparedStatement[] {
  return Array.from({ length: Math.ceil(rows.length / limits.rows) }, (_, i) =>
    statement(rows.slice(i * limits.rows, (i + 1) * limits.rows)),
  );
}
