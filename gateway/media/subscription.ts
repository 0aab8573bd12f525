import type { types } from 'mediasoup';

/** One listener's copy of one speaker's audio. */
export class Subscription {
  readonly consumer: types.Consumer;
  readonly speakerId: string;
  /** The listener is ready to play it. */
  wanted: boolean;
  /** The hold lane keeps the two apart. */
  apart: boolean;
  #settling: Promise<void> | undefined;

  constructor(consumer: types.Consumer, speakerId: string, wanted: boolean, apart: boolean) {
    this.consumer = consumer;
    this.speakerId = speakerId;
    this.wanted = wanted;
    this.apart = apart;
  }

  /** Brings the consumer to what is wanted now. Resolves when the worker has confirmed it. */
  settle(): Promise<void> {
    this.#settling ??= this.#follow().finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  /** Orders may change while the worker answers, so it looks again until both agree. */
  async #follow(): Promise<void> {
    while (!this.consumer.closed && this.consumer.paused === this.#mayFlow()) {
      await (this.#mayFlow() ? this.consumer.resume() : this.consumer.pause());
    }
  }

  #mayFlow(): boolean {
    return this.wanted && !this.apart;
  }
}
