import type { DirectoryNumber } from '../../core/number-import.ts';
import type { By } from './people-changes.ts';

/**
 * Puts a directory's numbers on file and renews what is known of those that are. Fails as a whole when one of them
 * came to belong to somebody else meanwhile.
 */
export function addNumbers(
  d1: D1Database,
  { tenantId, source, atMs, actor }: By,
  numbers: readonly DirectoryNumber[],
): D1PreparedStatement[] {
  const rows = JSON.stringify(numbers);
  const isHis = "n.tenant_id = ?2 and n.number = value ->> 'number' and n.person_id = value ->> 'personId'";
  return [
    d1
      .prepare(
        `update person_number set line_type = coalesce(v.value ->> 'lineType', line_type),
           verified_at_ms = coalesce(v.value ->> 'verifiedAtMs', verified_at_ms),
           sim_changed_at_ms = coalesce(v.value ->> 'simChangedAtMs', sim_changed_at_ms),
           forwarded = coalesce(v.value ->> 'forwarded', forwarded)
         from json_each(?1) v where tenant_id = ?2 and number = v.value ->> 'number' and person_id = v.value ->> 'personId'`,
      )
      .bind(rows, tenantId),
    d1
      .prepare(
        `insert into person_number (tenant_id, number, person_id, source, added_at_ms, added_by, verified_at_ms, line_type,
           sim_changed_at_ms, forwarded)
         select ?2, value ->> 'number', value ->> 'personId', ?3, ?4, ?5, value ->> 'verifiedAtMs',
           coalesce(value ->> 'lineType', 'unknown'), value ->> 'simChangedAtMs', value ->> 'forwarded'
         from json_each(?1) where not exists (select 1 from person_number n where ${isHis})`,
      )
      .bind(rows, tenantId, source, atMs, actor),
  ];
}
