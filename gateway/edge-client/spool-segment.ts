import { type FileHandle, open, readFile, readdir, truncate, unlink } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { type GatewayEvent, gatewayEventSchema } from '#core/event';

const shape = /^(\d{10})\.ndjson$/;

export const segmentPath = (dir: string, number: number): string =>
  path.join(dir, `${String(number).padStart(10, '0')}.ndjson`);

export async function listSegments(dir: string): Promise<number[]> {
  return (await readdir(dir))
    .map((name) => shape.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

export type StoredLine = { segment: number; endOffset: number; event: GatewayEvent };

/**
 * Reads one segment. A last line without its line feed was never acknowledged to anybody: it is cut off, so that the
 * next append does not glue itself to it. Whole lines that do not parse are counted and skipped.
 */
export async function readSegment(dir: string, segment: number): Promise<{ lines: StoredLine[]; damaged: number }> {
  const file = segmentPath(dir, segment);
  const bytes = await readFile(file);
  const lines: StoredLine[] = [];
  let [start, damaged] = [0, 0];
  for (let end = bytes.indexOf(0x0a, start); end !== -1; end = bytes.indexOf(0x0a, start)) {
    const event = parseLine(bytes.subarray(start, end).toString('utf8'));
    start = end + 1;
    if (event === undefined) damaged += 1;
    else lines.push({ segment, endOffset: start, event });
  }
  if (start < bytes.length) {
    damaged += 1;
    await truncate(file, start);
  }
  return { lines, damaged };
}

function parseLine(text: string): GatewayEvent | undefined {
  try {
    const parsed = v.safeParse(gatewayEventSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

export type SegmentWriter = {
  readonly segment: number;
  readonly offset: number;
  write(text: string): Promise<void>;
  close(): Promise<void>;
};

export async function openSegment(dir: string, segment: number): Promise<SegmentWriter> {
  const file: FileHandle = await open(segmentPath(dir, segment), 'a');
  let offset = (await file.stat()).size;
  return {
    segment,
    get offset() {
      return offset;
    },
    async write(text) {
      const { bytesWritten } = await file.write(text);
      offset += bytesWritten;
      await file.datasync();
    },
    close: () => file.close(),
  };
}

export async function removeSegment(dir: string, segment: number): Promise<void> {
  await unlink(segmentPath(dir, segment)).catch(() => undefined);
}
