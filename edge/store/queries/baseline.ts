import type { Lesson } from '../../core/lesson.ts';
import { comparedFeatures, cutMs, dailyCap, type ComparedFeature } from '../../core/feature.ts';
import { hoursOfWeek } from '../../core/hour-of-week.ts';
import type { Baseline, Counts, Observation, Place, ValueCounts } from '../../core/observation.ts';
import { countAt, dayOf, growthAt, isForgotten } from '../../core/tally.ts';

/**
 * Statements that count lessons once each, by their keys. Run them in one batch: the first marks which lessons are new
 * with this delivery's token, the others count those only. Lessons of one batch must be sorted by time.
 */
export function learnStatements(
  db: D1Database,
  tenantId: string,
  lessons: readonly Lesson[],
  delivery: { token: string; atMs: number },
): D1PreparedStatement[] {
  const keys = JSON.stringify(lessons.map(({ key }) => key));
  const mark = db
    .prepare(
      `insert into learned (tenant_id, fact_hash, token, at_ms)
       select ?1, value, ?3, ?4 from json_each(?2) where true on conflict do nothing`,
    )
    .bind(tenantId, keys, delivery.token, delivery.atMs);
  return [mark, ...lessons.flatMap((lesson) => lessonStatements(db, tenantId, lesson, delivery.token))];
}

/** Mirrors `BaselineBook`: what one value adds is capped per person and day, and is the same in every scope. */
function lessonStatements(db: D1Database, tenantId: string, lesson: Lesson, token: string): D1PreparedStatement[] {
  const { key, personId, teamId, atMs, source, values, place } = lesson;
  const scopes = [['person', personId], ...(teamId === undefined ? [] : [['team', teamId]]), ['tenant', '']];
  const count = db
    .prepare(
      `insert into baseline (tenant_id, scope, scope_id, feature, value, weight, uses, fresh, day, day_weight,
         first_at_ms, last_at_ms, source)
       select ?1, scope.value ->> 0, scope.value ->> 1, seen.feature, case kind.value when 0 then seen.value else '' end,
         seen.times * ?6, 1, case when kind.value = 1 and seen.fresh then ?6 else 0 end, ?7, seen.times, ?8, ?8, ?9
       from (
         select one.value ->> 'feature' as feature, one.value ->> 'value' as value,
           max(0, min(1, ?10 - case when own.day = ?7 then own.day_weight else 0 end)) as times,
           own.value is null and total.value is not null as fresh
         from json_each(?3) as one
         left join baseline as own on own.tenant_id = ?1 and own.scope = 'person' and own.scope_id = ?2
           and own.feature = one.value ->> 'feature' and own.value = one.value ->> 'value'
         left join baseline as total on total.tenant_id = ?1 and total.scope = 'person' and total.scope_id = ?2
           and total.feature = one.value ->> 'feature' and total.value = ''
         where exists (select 1 from learned where tenant_id = ?1 and fact_hash = ?11 and token = ?5)
       ) as seen, json_each(?4) as scope, json_each('[0,1]') as kind where true
       on conflict (tenant_id, scope, scope_id, feature, value) do update set
         weight = weight + excluded.weight, uses = uses + 1, fresh = fresh + excluded.fresh,
         day_weight = case when excluded.day > day then excluded.day_weight
           when excluded.day = day then day_weight + excluded.day_weight else day_weight end,
         day = max(day, excluded.day), source = excluded.source,
         first_at_ms = min(first_at_ms, excluded.first_at_ms), last_at_ms = max(last_at_ms, excluded.last_at_ms)`,
    )
    .bind(
      tenantId,
      personId,
      JSON.stringify(values),
      JSON.stringify(scopes),
      token,
      growthAt(atMs),
      dayOf(atMs),
      atMs,
      source,
      dailyCap,
      key,
    );
  return [count, noteProfile(db, { tenantId, personId, atMs, place, key, token })];
}

type Note = { tenantId: string; personId: string; atMs: number; place: Place | undefined; key: string; token: string };

function noteProfile(db: D1Database, { tenantId, personId, atMs, place, key, token }: Note): D1PreparedStatement {
  return db
    .prepare(
      `insert into profile (tenant_id, person_id, last_place, learned_at_ms)
       select ?1, ?2, ?3, ?4 where exists (select 1 from learned where tenant_id = ?1 and fact_hash = ?5 and token = ?6)
       on conflict (tenant_id, person_id) do update set
         last_place = case when excluded.last_place is null or last_place ->> 'atMs' > ?4 then last_place
           else excluded.last_place end,
         learned_at_ms = max(coalesce(learned_at_ms, 0), excluded.learned_at_ms)`,
    )
    .bind(tenantId, personId, place === undefined ? null : JSON.stringify(place), atMs, key, token);
}

/** Sign-ins and failed ones of so long before count. */
const attemptsMs = 3_600_000;

/** What is known beforehand, and how often he signed in, or failed to, just before. */
export type Compared = Baseline & { attempts: NonNullable<Observation['attempts']> };

export type Who = { tenantId: string; personId: string; teamId?: string | null };

/** All that a decision needs of the baselines, in one statement: counts of the seen values, hours, place, contacts. */
export async function readBaseline(db: D1Database, who: Who, seen: Observation): Promise<Compared> {
  const { results } = await baselineStatement(db, who, seen).all<Row>();
  return baselineOf(results, seen);
}

export function baselineStatement(db: D1Database, { tenantId, personId, teamId }: Who, seen: Observation) {
  const values = comparedFeatures.flatMap((feature) => {
    const value = seen.values[feature];
    return value === undefined ? [] : [[feature, value] as const];
  });
  const scopes = [['person', personId], ...(teamId ? [['team', teamId]] : []), ['tenant', '']];
  const wanted = scopes.flatMap(([scope, id]) =>
    values.flatMap(([feature, value]) => [
      [scope, id, feature, value],
      [scope, id, feature, ''],
    ]),
  );
  return db
    .prepare(
      `select b.scope, b.feature, b.value, b.weight, b.fresh, b.uses, b.last_at_ms as lastAtMs
         from json_each(?3) as w join baseline as b on b.tenant_id = ?1 and b.scope = w.value ->> 0
           and b.scope_id = w.value ->> 1 and b.feature = w.value ->> 2 and b.value = w.value ->> 3
       union all
       select 'hour', feature, value, weight, fresh, uses, last_at_ms from baseline
         where tenant_id = ?1 and scope = 'person' and scope_id = ?2 and feature = 'hour'
       union all
       select 'before', '', (select last_place from profile where tenant_id = ?1 and person_id = ?2),
           coalesce(sum(not succeeded), 0), coalesce(sum(succeeded), 0), 0, 0 from sign_in_attempt
         where tenant_id = ?1 and person_id = ?2 and at_ms > ?5 and at_ms <= ?6
       union all
       select 'contacts', '', '', sum(uses), sum(uses = 1), max(value = ?4), 0 from baseline
         where tenant_id = ?1 and scope = 'person' and scope_id = ?2 and feature = 'contact' and value <> '' and ?4 <> ''
       union all
       select 'common', '', '', (select count(*) from baseline as d where d.tenant_id = ?1 and d.scope = 'person'
           and d.feature = 'contact' and d.value = mine.value), 0, 0, 0
         from baseline as mine join baseline as theirs on theirs.tenant_id = ?1 and theirs.scope = 'person'
           and theirs.scope_id = ?4 and theirs.feature = 'contact' and theirs.value = mine.value
         where mine.tenant_id = ?1 and mine.scope = 'person' and mine.scope_id = ?2 and mine.feature = 'contact'
           and mine.value <> '' and ?4 <> ''`,
    )
    .bind(tenantId, personId, JSON.stringify(wanted), seen.contact ?? '', seen.atMs - attemptsMs, seen.atMs);
}

type Row = {
  scope: 'person' | 'team' | 'tenant' | 'hour' | 'before' | 'contacts' | 'common';
  feature: string;
  value: string;
  weight: number;
  fresh: number;
  uses: number;
  lastAtMs: number;
};

export function baselineOf(rows: readonly Row[], seen: Observation): Compared {
  const { atMs } = seen;
  const hours = Array.from({ length: hoursOfWeek }, () => 0);
  let [history, sessions] = [0, 0];
  for (const { scope, value, weight, uses, lastAtMs } of rows) {
    if (scope !== 'hour') continue;
    if (value !== '') {
      hours[Number(value)] = countAt(weight, atMs);
      continue;
    }
    history = countAt(weight, atMs);
    sessions = isForgotten({ lastAtMs }, atMs) ? 0 : uses;
  }
  const values: Baseline['values'] = {};
  for (const feature of comparedFeatures) {
    if (seen.values[feature] !== undefined) values[feature] = valueCounts(rows, feature, atMs);
  }
  const before = rows.find(({ scope }) => scope === 'before');
  const met = rows.find(({ scope }) => scope === 'contacts');
  const common = rows.filter(({ scope }) => scope === 'common').map(({ weight }) => weight);
  return {
    history,
    sessions,
    values,
    hours,
    attempts: { failed: before?.weight ?? 0, succeeded: before?.fresh ?? 0 },
    ...(before?.value ? { lastPlace: JSON.parse(before.value) as Place } : {}),
    ...(met === undefined || seen.contact === undefined
      ? {}
      : { contact: { known: met.uses === 1, total: met.weight ?? 0, singles: met.fresh ?? 0, commonDegrees: common } }),
  };
}

function valueCounts(rows: readonly Row[], feature: ComparedFeature, atMs: number): ValueCounts {
  const of = (scope: Row['scope']): Counts => {
    const own = rows.filter((row) => row.scope === scope && row.feature === feature);
    const total = own.find(({ value }) => value === '');
    const seen = own.find(({ value, lastAtMs }) => value !== '' && atMs - lastAtMs <= cutMs);
    return {
      count: seen === undefined ? 0 : countAt(seen.weight, atMs),
      total: total === undefined ? 0 : countAt(total.weight, atMs),
      fresh: total === undefined ? 0 : countAt(total.fresh, atMs),
    };
  };
  return { person: of('person'), team: of('team'), tenant: of('tenant') };
}

/** Notes a try to sign in; those older than a day say nothing any more and go. */
export function attemptStatements(
  db: D1Database,
  { tenantId, personId, atMs, succeeded }: { tenantId: string; personId: string; atMs: number; succeeded: boolean },
): D1PreparedStatement[] {
  return [
    db
      .prepare('insert into sign_in_attempt (tenant_id, person_id, at_ms, succeeded) values (?, ?, ?, ?)')
      .bind(tenantId, personId, atMs, succeeded ? 1 : 0),
    db
      .prepare('delete from sign_in_attempt where tenant_id = ? and person_id = ? and at_ms < ?')
      .bind(tenantId, personId, atMs - 86_400_000),
  ];
}
