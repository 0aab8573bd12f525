import * as v from 'valibot';
import type { GatewayEvent } from '#core/event';
import type { Events } from '../events.ts';
import type { Clock, Timer } from '../legs/rtp/clock.ts';
import { backoffMs } from './backoff.ts';
import type { Spool } from './spool.ts';

export type EventSender = {
  /** Spools the event, then delivers it in order. Resolves when it is durable on this disk, not when it arrived. */
  send(event: GatewayEvent, urgency?: 'urgent' | 'normal'): Promise<void>;
  /** Tries now: the edge was just heard of. */
  wake(): void;
  /** Delivers what is left, for at most `budgetMs`, then stops. */
  close(budgetMs: number): Promise<void>;
};

export type EventSenderDeps = {
  edgeUrl: string;
  gatewayKey: string;
  gatewayId: string;
  spool: Spool;
  clock: Clock;
  events: Events;
  random: () => number;
  /** Called when a delivery failed for reasons of the network or the server. */
  onUnreachable: () => void;
};

const gatherMs = 20;
const mostEvents = 200;
const timeoutMs = 10_000;
/** The edge could not read the batch as a whole: sent again as it is, it would block everything behind it for ever. */
const badBatch = new Set([400, 413, 422]);

const replySchema = v.object({
  stored: v.array(v.string()),
  duplicate: v.array(v.string()),
  refused: v.array(v.object({ id: v.string(), code: v.string() })),
});

export function createEventSender(deps: EventSenderDeps): EventSender {
  return new SpoolSender(deps);
}

class SpoolSender implements EventSender {
  readonly #deps: EventSenderDeps;
  readonly #abort = new AbortController();
  #timer: Timer | undefined;
  #sending: Promise<void> | undefined;
  #failures = 0;
  #limit = mostEvents;
  #stopped = false;

  constructor(deps: EventSenderDeps) {
    this.#deps = deps;
    this.#schedule(0);
  }

  async send(event: GatewayEvent, urgency: 'urgent' | 'normal' = 'normal'): Promise<void> {
    await this.#deps.spool.append(event);
    if (this.#failures === 0) this.#schedule(urgency === 'urgent' ? 0 : gatherMs);
  }

  wake(): void {
    this.#failures = 0;
    this.#schedule(0);
  }

  async close(budgetMs: number): Promise<void> {
    const over = this.#deps.clock.after(budgetMs, () => this.#abort.abort());
    this.#timer?.cancel();
    while (!this.#abort.signal.aborted && this.#deps.spool.size > 0 && this.#failures === 0) await this.#flush();
    over.cancel();
    this.#stopped = true;
    this.#timer?.cancel();
    this.#abort.abort();
    await this.#sending;
  }

  /** An earlier appointment wins over a later one. */
  #schedule(delayMs: number): void {
    if (this.#stopped) return;
    if (this.#timer !== undefined && delayMs > 0) return;
    this.#timer?.cancel();
    this.#timer = this.#deps.clock.after(delayMs, () => {
      this.#timer = undefined;
      void this.#flush();
    });
  }

  #flush(): Promise<void> {
    this.#sending ??= this.#deliver().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #deliver(): Promise<void> {
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) {
      const fault = await this.#post(batch);
      if (fault !== undefined) {
        this.#retryLater(fault);
        return;
      }
      this.#failures = 0;
      await this.#deps.spool.delivered(batch.length);
    }
  }

  #next(): GatewayEvent[] {
    return this.#abort.signal.aborted ? [] : this.#deps.spool.peek(this.#limit);
  }

  #retryLater(fault: string): void {
    this.#failures += 1;
    this.#deps.events.note('edge.delivery-failed', { fault, waiting: this.#deps.spool.size, attempt: this.#failures });
    this.#deps.onUnreachable();
    this.#schedule(backoffMs(this.#failures, this.#deps.random));
  }

  /** `undefined` when the edge answered for every event of the batch, the fault otherwise. */
  async #post(batch: GatewayEvent[]): Promise<string | undefined> {
    const { edgeUrl, gatewayKey, gatewayId, events } = this.#deps;
    try {
      const response = await fetch(`${edgeUrl}/api/gateway/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gatewayKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ gatewayId, events: batch }),
        signal: AbortSignal.any([this.#abort.signal, AbortSignal.timeout(timeoutMs)]),
      });
      if (badBatch.has(response.status)) return this.#isolate(batch, response.status);
      if (!response.ok) return `status ${response.status}`;
      const reply = v.safeParse(replySchema, await response.json());
      if (!reply.success) return 'reply has another shape';
      // A refusal is final: asking again would block everything behind it.
      for (const { id, code } of reply.output.refused) {
        events.note('edge.event-refused', { id, code, type: batch.find((event) => event.id === id)?.type });
      }
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Narrows a batch that the edge cannot read down to the one event that is to blame, and lets go of that. */
  #isolate(batch: GatewayEvent[], status: number): undefined | string {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) {
      this.#limit = mostEvents;
      this.#deps.events.note('edge.event-refused', { id: only.id, code: `status ${status}`, type: only.type });
      return undefined;
    }
    this.#limit = 1;
    return `status ${status}`;
  }
}
