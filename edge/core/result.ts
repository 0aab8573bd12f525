import type { ErrorCode } from './errors.ts';

/** Expected outcomes are values; only the unexpected is thrown. */
export type Result<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; detail?: string };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const refused = (code: ErrorCode, detail?: string): { ok: false; code: ErrorCode; detail?: string } =>
  detail === undefined ? { ok: false, code } : { ok: false, code, detail };

/** Makes a switch over a closed union fail to compile when a member is added and not dealt with. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value: ${JSON.stringify(value)}`);
}
