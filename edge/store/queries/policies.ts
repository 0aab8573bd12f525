import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Database } from '../../context.ts';
import { firstPolicy, type Policy } from '../../core/policy.ts';
import { policyHash, policyText } from '../../core/policy-hash.ts';
import type { PolicyList, PolicyVersion, StoredPolicy } from '../../core/policy-view.ts';
import { guard } from '../guard.ts';
import { policyVersion } from '../schema-policy.ts';
import { person, team, tenant } from '../schema.ts';

type Row = typeof policyVersion.$inferSelect;

const versionColumns = {
  version: policyVersion.version,
  state: policyVersion.state,
  hash: policyVersion.hash,
  note: policyVersion.note,
  weakens: policyVersion.weakens,
  basedOn: policyVersion.basedOn,
  proposedBy: policyVersion.proposedBy,
  proposedAtMs: policyVersion.proposedAtMs,
  decidedBy: policyVersion.decidedBy,
  decidedAtMs: policyVersion.decidedAtMs,
};

/** Every version, the newest first. A tenant that stored none has the one that everybody begins with. */
export async function policyList(db: Database, tenantId: string): Promise<PolicyList> {
  const [versions, active, tenants] = await db.batch([
    db
      .select(versionColumns)
      .from(policyVersion)
      .where(eq(policyVersion.tenantId, tenantId))
      .orderBy(desc(policyVersion.version)),
    db
      .select()
      .from(policyVersion)
      .where(and(eq(policyVersion.tenantId, tenantId), eq(policyVersion.state, 'active'))),
    db.select({ createdAtMs: tenant.createdAtMs }).from(tenant).where(eq(tenant.id, tenantId)),
  ]);
  const [row] = active;
  if (row !== undefined) return { active: storedOf(row), versions: versions.map(versionOf) };
  const first = firstVersion(tenants[0]?.createdAtMs ?? 0);
  return { active: { ...first, policy: firstPolicy }, versions: [first] };
}

/** One version with its rules; undefined when there is none of that number. */
export async function findPolicy(db: Database, tenantId: string, version: number): Promise<StoredPolicy | undefined> {
  const [row] = await db
    .select()
    .from(policyVersion)
    .where(and(eq(policyVersion.tenantId, tenantId), eq(policyVersion.version, version)));
  if (row !== undefined) return storedOf(row);
  const { active } = await policyList(db, tenantId);
  return active.version === version ? active : undefined;
}

/** Ids of everybody and every team that a policy may name. */
export async function whoIsThere(db: Database, tenantId: string) {
  const [people, teams] = await db.batch([
    db
      .select({ id: person.id })
      .from(person)
      .where(and(eq(person.tenantId, tenantId), isNull(person.deletedAtMs))),
    db.select({ id: team.id }).from(team).where(eq(team.tenantId, tenantId)),
  ]);
  return { personIds: new Set(people.map(({ id }) => id)), teamIds: new Set(teams.map(({ id }) => id)) };
}

export function policyOf({ body, version }: Pick<Row, 'body' | 'version'>): Policy {
  return { ...(JSON.parse(body) as Omit<Policy, 'version'>), version };
}

function storedOf(row: Row): StoredPolicy {
  return { ...versionOf(row), policy: policyOf(row) };
}

function versionOf(row: Omit<Row, 'tenantId' | 'body'>): PolicyVersion {
  const { version, state, hash, note, weakens, basedOn, proposedBy, proposedAtMs, decidedBy, decidedAtMs } = row;
  return {
    version,
    state,
    hash,
    note,
    weakens: JSON.parse(weakens) as string[],
    basedOn,
    proposedBy,
    proposedAtMs,
    ...(decidedBy === null ? {} : { decidedBy }),
    ...(decidedAtMs === null ? {} : { decidedAtMs }),
  };
}

function firstVersion(createdAtMs: number): PolicyVersion {
  const made = { note: 'What everybody begins with.', proposedBy: 'countersign', proposedAtMs: createdAtMs };
  return { version: 1, state: 'active', hash: policyHash(firstPolicy), weakens: [], basedOn: 0, ...made };
}

/** Adds a version made from the list as it was read; fails as a whole when that has changed since. */
export function addPolicy(d1: D1Database, tenantId: string, list: PolicyList, added: StoredPolicy) {
  const { active, versions } = list;
  return [
    // The version everybody begins with is written down with the first that replaces or may replace it.
    insert(d1, tenantId, active, 'on conflict do nothing'),
    guard(
      d1,
      'stale',
      `(select max(version) from policy_version where tenant_id = ?2) <> ?3 or not ${isActive('?2', '?4')}`,
      tenantId,
      versions[0]?.version ?? active.version,
      active.version,
    ),
    ...(added.state === 'active' ? [supersede(d1, tenantId)] : []),
    insert(d1, tenantId, added),
  ];
}

/** Puts a version that waits in force, or refuses it; fails when it waits no longer or its base was replaced. */
export function decidePolicy(
  d1: D1Database,
  tenantId: string,
  { version, basedOn }: PolicyVersion,
  decided: { state: 'active' | 'rejected'; decidedBy: string; decidedAtMs: number },
) {
  const isPending = `exists (select 1 from policy_version where tenant_id = ?2 and version = ?3 and state = 'pending')`;
  const guards = [guard(d1, 'stale', `not ${isPending}`, tenantId, version)];
  if (decided.state === 'active') {
    guards.push(guard(d1, 'stale', `not ${isActive('?2', '?3')}`, tenantId, basedOn), supersede(d1, tenantId));
  }
  const { state, decidedBy, decidedAtMs } = decided;
  const update =
    'update policy_version set state = ?3, decided_by = ?4, decided_at_ms = ?5 where tenant_id = ?1 and version = ?2';
  return [...guards, d1.prepare(update).bind(tenantId, version, state, decidedBy, decidedAtMs)];
}

function isActive(tenant: string, version: string): string {
  return `exists (select 1 from policy_version where tenant_id = ${tenant} and version = ${version} and state = 'active')`;
}

function supersede(d1: D1Database, tenantId: string): D1PreparedStatement {
  return d1
    .prepare(`update policy_version set state = 'superseded' where tenant_id = ? and state = 'active'`)
    .bind(tenantId);
}

function insert(d1: D1Database, tenantId: string, row: StoredPolicy, otherwise = ''): D1PreparedStatement {
  return d1
    .prepare(
      `insert into policy_version (tenant_id, version, body, hash, state, note, weakens, based_on, proposed_by,
         proposed_at_ms, decided_by, decided_at_ms) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ${otherwise}`,
    )
    .bind(
      tenantId,
      row.version,
      policyText(row.policy),
      row.hash,
      row.state,
      row.note,
      JSON.stringify(row.weakens),
      row.basedOn,
      row.proposedBy,
      row.proposedAtMs,
      row.decidedBy ?? null,
      row.decidedAtMs ?? null,
    );
}
