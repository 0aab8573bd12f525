import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GatewayEvent } from '#core/event';
import type { Events } from '../events.ts';
import {
  listSegments,
  openSegment,
  readSegment,
  removeSegment,
  type SegmentWriter,
  type StoredLine,
} from './spool-segment.ts';

export type Spool = {
  /** Resolves once the event is on disk (fdatasync); appends made meanwhile share the next sync. */
  append(event: GatewayEvent): Promise<void>;
  /** The oldest durable events that were not delivered yet, in order. */
  peek(limit: number): GatewayEvent[];
  /** Forgets the first `count` events of `peek`: the edge has them. */
  delivered(count: number): Promise<void>;
  readonly size: number;
  close(): Promise<void>;
};

const longestSegmentBytes = 1_048_576;
type Waiting = { event: GatewayEvent; resolve: () => void };

/** Append-only NDJSON segments in `dir`; survives SIGKILL between any two steps. */
export async function openSpool(dir: string, events: Events): Promise<Spool> {
  await mkdir(dir, { recursive: true });
  const stored = await load(dir, events);
  const writer = await openSegment(dir, stored.nextSegment);
  return new DiskSpool(dir, events, stored.lines, writer);
}

async function load(dir: string, events: Events): Promise<{ lines: StoredLine[]; nextSegment: number }> {
  const cursor = await readCursor(dir);
  const segments = await listSegments(dir);
  const lines: StoredLine[] = [];
  for (const segment of segments) {
    const read = await readSegment(dir, segment);
    if (read.damaged > 0) events.note('spool.damaged', { segment, lines: read.damaged });
    const pending = read.lines.filter(
      (line) => segment > cursor.segment || (segment === cursor.segment && line.endOffset > cursor.offset),
    );
    if (pending.length === 0) await removeSegment(dir, segment);
    lines.push(...pending);
  }
  // Never below the cursor: a number used twice would make old offsets hide new events.
  return { lines, nextSegment: Math.max(cursor.segment, segments.at(-1) ?? 0) + 1 };
}

class DiskSpool implements Spool {
  readonly #dir: string;
  readonly #events: Events;
  #pending: StoredLine[];
  #writer: SegmentWriter;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(dir: string, events: Events, pending: StoredLine[], writer: SegmentWriter) {
    this.#dir = dir;
    this.#events = events;
    this.#pending = pending;
    this.#writer = writer;
  }

  get size(): number {
    return this.#pending.length + this.#waiting.length;
  }

  append(event: GatewayEvent): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ event, resolve });
      this.#writing ??= this.#drain();
    });
  }

  peek(limit: number): GatewayEvent[] {
    return this.#pending.slice(0, limit).map((line) => line.event);
  }

  async delivered(count: number): Promise<void> {
    const gone = this.#pending.splice(0, count);
    const last = gone.at(-1);
    if (last === undefined) return;
    // Not synced: after a power cut a few events are sent again, and the edge stores each once.
    await writeCursor(this.#dir, { segment: last.segment, offset: last.endOffset }).catch((error: unknown) =>
      this.#events.note('spool.write-failed', { error }),
    );
    const open = new Set([this.#writer.segment, ...this.#pending.map((line) => line.segment)]);
    const finished = new Set(gone.map((line) => line.segment).filter((segment) => !open.has(segment)));
    await Promise.all([...finished].map((segment) => removeSegment(this.#dir, segment)));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
    await this.#writer.close();
    if (this.#pending.length === 0) await removeSegment(this.#dir, this.#writer.segment);
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#store(batch.map((waiting) => waiting.event));
      for (const { resolve } of batch) resolve();
    }
    this.#writing = undefined;
  }

  async #store(batch: GatewayEvent[]): Promise<void> {
    const texts = batch.map((event) => `${JSON.stringify(event)}\n`);
    await this.#rotate().catch((error: unknown) => this.#events.note('spool.write-failed', { error }));
    let endOffset = this.#writer.offset;
    try {
      await this.#writer.write(texts.join(''));
    } catch (error) {
      // A full disk must not stop the report: the events stay in memory and are delivered from there.
      this.#events.note('spool.write-failed', { error });
    }
    const segment = this.#writer.segment;
    for (const [index, event] of batch.entries()) {
      endOffset += Buffer.byteLength(texts[index] ?? '');
      this.#pending.push({ segment, endOffset, event });
    }
  }

  async #rotate(): Promise<void> {
    if (this.#writer.offset < longestSegmentBytes) return;
    const full = this.#writer;
    this.#writer = await openSegment(this.#dir, full.segment + 1);
    await full.close();
  }
}

type Cursor = { segment: number; offset: number };
const cursorFile = (dir: string): string => path.join(dir, 'cursor');

async function readCursor(dir: string): Promise<Cursor> {
  const text = await readFile(cursorFile(dir), 'utf8').catch(() => '');
  const [segment, offset] = text.split(' ').map(Number);
  return Number.isSafeInteger(segment) && Number.isSafeInteger(offset)
    ? { segment: segment ?? 0, offset: offset ?? 0 }
    : { segment: 0, offset: 0 };
}

async function writeCursor(dir: string, cursor: Cursor): Promise<void> {
  const file = cursorFile(dir);
  await writeFile(`${file}.new`, `${cursor.segment} ${cursor.offset}`);
  await rename(`${file}.new`, file);
}
