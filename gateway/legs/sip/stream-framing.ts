import { messageLimits } from './message.ts';

export type FramedItem = { kind: 'message'; bytes: Uint8Array } | { kind: 'ping' } | { kind: 'broken'; reason: string };

const noBytes: Uint8Array = new Uint8Array(0);

/**
 * Cuts a byte stream into messages by Content-Length (RFC 3261 §18.3). After `broken` the stream has no known
 * message boundary any more: the connection must be closed.
 */
export class StreamFraming {
  #buffer = noBytes;
  #broken = false;
  /** Where the search for the end of the header goes on, and the length of the message once it is known. */
  #scanned = 0;
  #need: number | null = null;

  /** True while the beginning of a message waits for its end. */
  get partial(): boolean {
    return this.#buffer.length > 0;
  }

  push(chunk: Uint8Array): FramedItem[] {
    if (this.#broken) return [];
    const joined = new Uint8Array(this.#buffer.length + chunk.length);
    joined.set(this.#buffer);
    joined.set(chunk, this.#buffer.length);
    this.#buffer = joined;
    const items: FramedItem[] = [];
    for (let item = this.#next(); item !== null; item = this.#next()) {
      items.push(item);
      if (item.kind === 'broken') {
        this.#broken = true;
        this.#buffer = noBytes;
        break;
      }
    }
    return items;
  }

  #next(): FramedItem | null {
    if (this.#startsWith(0, '\r\n\r\n')) {
      this.#buffer = this.#buffer.slice(4);
      // RFC 5626 §4.4.1: a double CRLF is a ping.
      return { kind: 'ping' };
    }
    if (this.#need === null && this.#startsWith(0, '\r\n') && this.#buffer.length > 2 && this.#buffer[2] !== 13) {
      this.#buffer = this.#buffer.slice(2);
    }
    if (this.#need === null) {
      const headerEnd = this.#findHeaderEnd();
      if (headerEnd < 0) {
        return this.#buffer.length > messageLimits.headerBytes ? { kind: 'broken', reason: 'header too long' } : null;
      }
      const length = contentLength(new TextDecoder('latin1').decode(this.#buffer.subarray(0, headerEnd)));
      if (length === null) return { kind: 'broken', reason: 'no usable Content-Length' };
      this.#need = headerEnd + length;
    }
    const end = this.#need;
    if (end > messageLimits.messageBytes) return { kind: 'broken', reason: 'message too long' };
    if (this.#buffer.length < end) return null;
    const bytes = this.#buffer.slice(0, end);
    this.#buffer = this.#buffer.slice(end);
    this.#need = null;
    this.#scanned = 0;
    return { kind: 'message', bytes };
  }

  #startsWith(at: number, text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.#buffer[at + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  #findHeaderEnd(): number {
    for (let i = this.#scanned; i + 3 < this.#buffer.length; i++) if (this.#startsWith(i, '\r\n\r\n')) return i + 4;
    this.#scanned = Math.max(0, this.#buffer.length - 3);
    return -1;
  }
}

/** A stream message must say its length (RFC 3261 §18.3); without one we take it to have no body. */
function contentLength(head: string): number | null {
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ');
  const values = [...unfolded.matchAll(/^(?:content-length|l)[ \t]*:(.*)$/gim)].map((match) => (match[1] ?? '').trim());
  if (values.length === 0) return 0;
  const [first = ''] = values;
  return values.every((value) => value === first) && /^\d{1,9}$/.test(first) ? Number(first) : null;
}
