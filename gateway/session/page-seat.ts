import type { RtcNotice } from '#core/wire';
import type { Participant } from '../media/participant.ts';

/** Where a page's notices go while its socket is open. */
export type NoticeSink = {
  send(notice: RtcNotice): void;
  /** Ends the socket with a WebSocket close code and reason. */
  end(code: number, reason: string): void;
};

/** More than this while a page is away means that it will start over anyway. */
const mostQueued = 256;

/** A page's place in a session; outlives its socket, so that a lost socket costs nothing but time. */
export class PageSeat {
  readonly participant: Participant;
  resumeKey: string;
  /** `binding` of the facts that the edge was told, once the first transport was connected. */
  binding: string | undefined;
  userAgent: string | undefined;
  remoteAddress: string;
  #sink: NoticeSink | undefined;
  #queue: RtcNotice[] = [];
  #lastScoreAtMs = new Map<string, number>();

  constructor(participant: Participant, resumeKey: string, remoteAddress: string) {
    this.participant = participant;
    this.resumeKey = resumeKey;
    this.remoteAddress = remoteAddress;
  }

  get present(): boolean {
    return this.#sink !== undefined;
  }

  /** The page's socket of the moment, which replaces any earlier one. */
  attach(sink: NoticeSink): void {
    const previous = this.#sink;
    this.#sink = undefined;
    previous?.end(4001, 'replaced');
    this.#sink = sink;
  }

  /** Sends what was said while the page was away; call it after its hello was answered. */
  flush(): void {
    const queue = this.#queue;
    this.#queue = [];
    for (const notice of queue) this.#sink?.send(notice);
  }

  forgetQueue(): void {
    this.#queue = [];
  }

  /** True when this was the socket of the moment. */
  detach(sink: NoticeSink): boolean {
    if (this.#sink !== sink) return false;
    this.#sink = undefined;
    return true;
  }

  notify(notice: RtcNotice): void {
    if (this.#sink !== undefined) this.#sink.send(notice);
    else if (this.#queue.length < mostQueued) this.#queue.push(notice);
  }

  end(code: number, reason: string): void {
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.end(code, reason);
  }

  /** At most one score a second about each speaker. */
  mayScore(speakerId: string, nowMs: number): boolean {
    if (nowMs - (this.#lastScoreAtMs.get(speakerId) ?? 0) < 900) return false;
    this.#lastScoreAtMs.set(speakerId, nowMs);
    return true;
  }
}
