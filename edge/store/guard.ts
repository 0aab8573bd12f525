import { AppError, type ErrorCode } from '../core/errors.ts';
import { commitChange, type TenantChange } from './tenant-chain.ts';

/** What must not be so, checked inside the transaction that it would spoil. */
export type GuardCode = 'last-admin' | 'team-taken' | 'stale' | 'user-name-taken';

/**
 * A statement that fails, and with it the whole batch, when `condition` holds. The condition numbers its parameters
 * from ?2. SQLite has no RAISE outside triggers, so an impossible JSON path carries the code; it is read per row of
 * a virtual table, so that no planner can work it out beforehand.
 */
export function guard(
  d1: D1Database,
  code: GuardCode,
  condition: string,
  ...values: (string | number)[]
): D1PreparedStatement {
  return d1
    .prepare(`select json_extract('{}', value) from json_each(json_array(?1)) where ${condition}`)
    .bind(code, ...values);
}

/** Thrown when a guard held its batch back, and no `AppError` says it better. */
export class GuardError extends Error {
  override name = 'GuardError';
  readonly code: GuardCode;
  constructor(code: GuardCode, options: { cause: unknown }) {
    super(code, options);
    this.code = code;
  }
}

/**
 * `commitChange` for people and teams: what the store refuses becomes the error that says so.
 * @throws AppError `email-taken`, `extension-taken`, `number-taken`, `team-taken`, `last-admin`; GuardError `stale`.
 */
export async function commitGuarded(
  d1: D1Database,
  change: TenantChange,
  statements: readonly D1PreparedStatement[],
): Promise<D1Result[]> {
  try {
    return await commitChange(d1, change, statements);
  } catch (cause) {
    throw refusalOf(cause) ?? cause;
  }
}

const constraints: readonly [RegExp, ErrorCode][] = [
  [/UNIQUE constraint failed: person\.tenant_id, person\.email/, 'email-taken'],
  [/UNIQUE constraint failed: person\.tenant_id, person\.extension/, 'extension-taken'],
  [/UNIQUE constraint failed: person_number\./, 'number-taken'],
  [/UNIQUE constraint failed: team\.tenant_id, team\.name/, 'team-taken'],
];

function refusalOf(cause: unknown): Error | undefined {
  const words = String(cause);
  const held = /JSON path[^']*'([a-z-]+)'/.exec(words)?.[1] as GuardCode | undefined;
  if (held === 'last-admin') {
    return new AppError(
      'last-admin',
      'The last active admin can be neither removed, deactivated nor given another role.',
    );
  }
  if (held === 'user-name-taken') {
    return new AppError('email-taken', 'Somebody goes by this user name already.', { cause });
  }
  if (held === 'team-taken') return new AppError('team-taken');
  if (held !== undefined) return new GuardError(held, { cause });
  const code = constraints.find(([pattern]) => pattern.test(words))?.[1];
  return code === undefined ? undefined : new AppError(code, undefined, { cause });
}
