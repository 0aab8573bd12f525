import type { ProfileNumber, StoredProfile } from '../../core/profile-view.ts';

const dayMs = 86_400_000;

/** What one person's profile holds, totals left out: one round trip. */
export async function storedProfile(
  d1: D1Database,
  tenantId: string,
  personId: string,
  nowMs: number,
): Promise<StoredProfile> {
  const [rows, numbers, attempts] = await d1.batch<never>([
    d1
      .prepare(
        `select feature, value, weight, first_at_ms as firstAtMs, last_at_ms as lastAtMs, source from baseline
         where tenant_id = ? and scope = 'person' and scope_id = ? and value <> ''`,
      )
      .bind(tenantId, personId),
    d1
      .prepare(
        `select number, source, added_at_ms as addedAtMs, verified_at_ms as verifiedAtMs, line_type as lineType,
           sim_changed_at_ms as simChangedAtMs, forwarded from person_number where tenant_id = ? and person_id = ?
         order by number`,
      )
      .bind(tenantId, personId),
    d1
      .prepare(
        `select coalesce(sum(not succeeded), 0) as failed, coalesce(sum(succeeded), 0) as succeeded
         from sign_in_attempt where tenant_id = ? and person_id = ? and at_ms > ?`,
      )
      .bind(tenantId, personId, nowMs - dayMs),
  ]);
  const [signIns = { failed: 0, succeeded: 0 }] = (attempts?.results ?? []) as StoredProfile['signIns'][];
  return {
    personId,
    rows: rows?.results ?? [],
    numbers: ((numbers?.results ?? []) as NumberRow[]).map(numberOf),
    signIns,
  };
}

type NumberRow = Pick<ProfileNumber, 'number' | 'source' | 'addedAtMs' | 'lineType'> & {
  verifiedAtMs: number | null;
  simChangedAtMs: number | null;
  forwarded: number | null;
};

function numberOf({ verifiedAtMs, simChangedAtMs, forwarded, ...rest }: NumberRow): ProfileNumber {
  return {
    ...rest,
    ...(verifiedAtMs === null ? {} : { verifiedAtMs }),
    ...(simChangedAtMs === null ? {} : { simChangedAtMs }),
    ...(forwarded === null ? {} : { forwarded: forwarded === 1 }),
  };
}

/** Takes a value out of a person's baseline; team and tenant keep their counts, which name nobody. */
export function forgetStatements(
  d1: D1Database,
  { tenantId, personId }: { tenantId: string; personId: string },
  feature: string,
  value: string,
): D1PreparedStatement[] {
  const own = "tenant_id = ?1 and scope = 'person' and scope_id = ?2 and feature = ?3";
  return [
    d1
      .prepare(
        `update baseline set weight = max(0, weight - coalesce((select weight from baseline where ${own} and value = ?4), 0))
         where ${own} and value = ''`,
      )
      .bind(tenantId, personId, feature, value),
    d1.prepare(`delete from baseline where ${own} and value = ?4`).bind(tenantId, personId, feature, value),
  ];
}

/** All that a profile consists of. */
export function eraseProfileStatements(d1: D1Database, tenantId: string, personId: string, atMs: number) {
  return [
    d1
      .prepare("delete from baseline where tenant_id = ?1 and scope = 'person' and scope_id = ?2")
      .bind(tenantId, personId),
    d1
      .prepare("delete from baseline where tenant_id = ?1 and scope = 'person' and feature = 'contact' and value = ?2")
      .bind(tenantId, personId),
    d1.prepare('delete from sign_in_attempt where tenant_id = ?1 and person_id = ?2').bind(tenantId, personId),
    d1.prepare('delete from contact where tenant_id = ?1 and person_id = ?2').bind(tenantId, personId),
    d1
      .prepare(
        `insert into profile (tenant_id, person_id, erased_at_ms) values (?1, ?2, ?3)
         on conflict (tenant_id, person_id) do update set last_place = null, learned_at_ms = null, erased_at_ms = ?3`,
      )
      .bind(tenantId, personId, atMs),
  ];
}

/** Every row of D1 that is about one person, table by table. */
export async function everythingAbout(d1: D1Database, tenantId: string, personId: string) {
  const queries = {
    person: 'select * from person where tenant_id = ?1 and id = ?2',
    numbers: 'select * from person_number where tenant_id = ?1 and person_id = ?2',
    teams:
      'select team.id, team.name from team join team_member on team_member.team_id = team.id where team_member.tenant_id = ?1 and team_member.person_id = ?2',
    passkeys:
      'select id, transports, device_type, backed_up, created_at_ms, used_at_ms from credential where tenant_id = ?1 and person_id = ?2',
    signIns: 'select created_at_ms, expires_at_ms, device_key from sign_in where tenant_id = ?1 and person_id = ?2',
    profile: 'select * from profile where tenant_id = ?1 and person_id = ?2',
    baseline: "select * from baseline where tenant_id = ?1 and scope = 'person' and scope_id = ?2 and value <> ''",
    attempts: 'select at_ms, succeeded from sign_in_attempt where tenant_id = ?1 and person_id = ?2',
    contacts: 'select * from contact where tenant_id = ?1 and person_id = ?2',
    participations: 'select * from participant where tenant_id = ?1 and (person_id = ?2 or claimed_person_id = ?2)',
    meetings: 'select session_id, title, created_at_ms from meeting where tenant_id = ?1 and host_person_id = ?2',
    invitations: 'select session_id, name, email from invitation where tenant_id = ?1 and person_id = ?2',
  } as const;
  const names = Object.keys(queries) as (keyof typeof queries)[];
  const results = await d1.batch(names.map((name) => d1.prepare(queries[name]).bind(tenantId, personId)));
  return Object.fromEntries(names.map((name, i) => [name, results[i]?.results ?? []]));
}
