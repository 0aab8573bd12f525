export type LogFields = Record<string, string | number | boolean | undefined>;

/** One JSON line on standard output. Never a secret, a token, a match number or anything said in a call. */
export function log(level: 'info' | 'warn' | 'error', event: string, fields: LogFields = {}): void {
  const line = JSON.stringify({ at: new Date().toISOString(), level, event, ...fields });
  if (level === 'error') console.error(line);
  else console.log(line);
}
