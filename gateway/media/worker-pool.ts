import { createWorker, type types } from 'mediasoup';
import type { Events } from '../events.ts';
import type { Clock } from '../legs/rtp/clock.ts';

export type MediaWorker = { worker: types.Worker; webRtcServer: types.WebRtcServer };

export type WorkerPoolOptions = {
  workers: number;
  workerBin: string | undefined;
  /** One UDP and one TCP port a worker, from here upwards. */
  port: number;
  address: string;
  announcedAddress: string | undefined;
};

export type WorkerPool = {
  /** The worker with the fewest routers; waits a while for a replacement where none is alive. */
  pick(): Promise<MediaWorker>;
  /** `listener(diedAtMs)` runs once the replacement of a dead worker is ready. */
  onReplaced(listener: (diedAtMs: number) => void): void;
  pids(): number[];
  /** The process stops: a worker that ends from now on is neither news nor replaced (Ctrl-C reaches workers, too). */
  retire(): void;
  close(): void;
};

const mostRetries = 20;
const mostWaitMs = 3000;

export async function startWorkerPool(
  options: WorkerPoolOptions,
  deps: { clock: Clock; events: Events },
): Promise<WorkerPool> {
  const pool = new Pool(options, deps);
  await pool.start();
  return pool;
}

class Pool implements WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #deps: { clock: Clock; events: Events };
  readonly #slots: MediaWorker[] = [];
  readonly #routers = new Map<MediaWorker, number>();
  readonly #listeners: ((diedAtMs: number) => void)[] = [];
  #waiting: (() => void)[] = [];
  #closed = false;

  constructor(options: WorkerPoolOptions, deps: { clock: Clock; events: Events }) {
    this.#options = options;
    this.#deps = deps;
  }

  async start(): Promise<void> {
    try {
      for (let slot = 0; slot < this.#options.workers; slot += 1) this.#slots[slot] = await this.#launch(slot);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  async pick(): Promise<MediaWorker> {
    const picked = this.#least() ?? (await this.#replacement());
    if (picked === undefined) throw new Error('no media worker runs now');
    return picked;
  }

  #least(): MediaWorker | undefined {
    const alive = this.#slots.filter((slot) => !slot.worker.closed);
    return alive.sort((a, b) => (this.#routers.get(a) ?? 0) - (this.#routers.get(b) ?? 0))[0];
  }

  #replacement(): Promise<MediaWorker | undefined> {
    return new Promise((resolve) => {
      const tooLong = this.#deps.clock.after(mostWaitMs, () => resolve(undefined));
      this.#waiting.push(() => {
        tooLong.cancel();
        resolve(this.#least());
      });
    });
  }

  onReplaced(listener: (diedAtMs: number) => void): void {
    this.#listeners.push(listener);
  }

  pids(): number[] {
    return this.#slots.filter((slot) => !slot.worker.closed).map((slot) => slot.worker.pid);
  }

  retire(): void {
    this.#closed = true;
  }

  close(): void {
    this.retire();
    for (const { worker } of this.#slots) worker.close();
  }

  async #launch(slot: number): Promise<MediaWorker> {
    const { workerBin, address, announcedAddress } = this.#options;
    const worker = await createWorker({ logLevel: 'warn', ...(workerBin === undefined ? {} : { workerBin }) });
    const listen = { ip: address, port: this.#options.port + slot, ...(announcedAddress && { announcedAddress }) };
    const webRtcServer = await worker
      .createWebRtcServer({
        listenInfos: [
          { protocol: 'udp', ...listen },
          { protocol: 'tcp', ...listen },
        ],
      })
      .catch((error: unknown) => {
        worker.close();
        throw error;
      });
    const launched = { worker, webRtcServer };
    this.#routers.set(launched, 0);
    worker.observer.on('newrouter', (router) => {
      this.#routers.set(launched, (this.#routers.get(launched) ?? 0) + 1);
      router.observer.once('close', () => this.#routers.set(launched, (this.#routers.get(launched) ?? 1) - 1));
    });
    worker.on('died', (error) => void this.#replace(slot, launched, error));
    this.#deps.events.note('media.worker-started', { pid: worker.pid, port: this.#options.port + slot });
    return launched;
  }

  async #replace(slot: number, dead: MediaWorker, error: Error): Promise<void> {
    if (this.#closed) return;
    const diedAtMs = this.#deps.clock.nowMs();
    this.#deps.events.note('media.worker-died', { pid: dead.worker.pid, error });
    this.#routers.delete(dead);
    for (let attempt = 0; attempt < mostRetries && !this.#closed; attempt += 1) {
      const fresh = await this.#launch(slot).catch((fault: unknown) => {
        if (!this.#closed) this.#deps.events.note('media.worker-died', { attempt, error: fault });
        return undefined;
      });
      if (fresh !== undefined) {
        this.#slots[slot] = fresh;
        if (this.#closed) fresh.worker.close();
        for (const wake of this.#waiting.splice(0)) wake();
        for (const listener of this.#listeners) listener(diedAtMs);
        return;
      }
      await new Promise<void>((resolve) => this.#deps.clock.after(100 * (attempt + 1), resolve));
    }
  }
}
