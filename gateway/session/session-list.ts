import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { idSchema } from '#core/ids';
import { Serial } from '../serial.ts';

const listSchema = v.array(idSchema('ses'));

export type SessionList = {
  /** Sessions that ran when the process last died; a phone leg does not outlive it. */
  readonly interrupted: string[];
  write(sessionIds: readonly string[]): void;
  close(): Promise<void>;
};

/** Keeps on disk which sessions run here, so that after a crash the edge learns that they are over. */
export async function openSessionList(stateDir: string): Promise<SessionList> {
  const file = path.join(stateDir, 'live-sessions.json');
  const work = new Serial();
  const interrupted = parse(await readFile(file, 'utf8').catch(() => '[]'));
  return {
    interrupted,
    write(sessionIds) {
      const text = JSON.stringify(sessionIds);
      work
        .run(async () => {
          await writeFile(`${file}.new`, text);
          await rename(`${file}.new`, file);
        })
        .catch(() => undefined);
    },
    close: () => work.run(() => undefined),
  };
}

function parse(text: string): string[] {
  try {
    const parsed = v.safeParse(listSchema, JSON.parse(text));
    return parsed.success ? parsed.output : [];
  } catch {
    return [];
  }
}
