/** What the commands print. The processes themselves log through their own `logger.ts`. */
export function say(text: string): void {
  process.stdout.write(`countersign: ${text}\n`);
}

export function line(tag: string, text: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 23)} ${tag.padEnd(7)} ${text}\n`);
}

/** Ends a command with a reason a person can act on. */
export class SetupError extends Error {
  override name = 'SetupError';
}
