import { termOf, type BreakGlassTerm } from '../../core/break-glass.ts';
import { firstPolicy, type Policy } from '../../core/policy.ts';
import { policyOf } from './policies.ts';

/** What a session is opened with. */
export type RulesInForce = { policy: Policy; breakGlass?: BreakGlassTerm };

type TermRow = { id: string | null; startedAtMs: number | null; untilMs: number | null; endedAtMs: number | null };
type RulesRow = TermRow & { version: number | null; body: string | null };

const latestTerm = `select id, started_at_ms as startedAtMs, until_ms as untilMs, ended_at_ms as endedAtMs
  from break_glass where tenant_id = ?1 and started_at_ms is not null order by started_at_ms desc limit 1`;

/** The policy in force and the break-glass that was begun last, over or not: one statement. */
export async function rulesInForce(d1: D1Database, tenantId: string): Promise<RulesInForce> {
  const row = await d1
    .prepare(
      `select version, body, b.* from (select 1)
       left join policy_version p on p.tenant_id = ?1 and p.state = 'active' left join (${latestTerm}) b`,
    )
    .bind(tenantId)
    .first<RulesRow>();
  const breakGlass = row === null ? undefined : termOfRow(row);
  const { version = null, body = null } = row ?? {};
  const policy = version === null || body === null ? firstPolicy : policyOf({ version, body });
  return { policy, ...(breakGlass === undefined ? {} : { breakGlass }) };
}

/** For a batch: its result goes to `termIn`. */
export function selectTerm(d1: D1Database, tenantId: string): D1PreparedStatement {
  return d1.prepare(latestTerm).bind(tenantId);
}

export function termIn(result: D1Result | undefined): BreakGlassTerm | undefined {
  const [row] = (result?.results ?? []) as TermRow[];
  return row === undefined ? undefined : termOfRow(row);
}

function termOfRow({ id, startedAtMs, untilMs, endedAtMs }: TermRow): BreakGlassTerm | undefined {
  if (id === null || startedAtMs === null || untilMs === null) return undefined;
  return termOf({ id, startedAtMs, untilMs, ...(endedAtMs === null ? {} : { endedAtMs }) });
}
