import { instantiateKernels } from '#wasm/index';
import { createCostHistogram } from './cost-histogram.ts';
import { createVoiceTap, type VoiceTap } from './voice-tap.ts';
import { processorName, type TapCost, type TapOptions, type TapOrder } from './worklet-protocol.ts';

// Names of the AudioWorkletGlobalScope (Web Audio §1.32.3), which TypeScript's DOM library lacks.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions: TapOptions }) => AudioWorkletProcessor,
): void;

const reportEverySeconds = 5;
const quantumSamples = 128;

/** Chromium's worklet scope has no `performance`; over many quanta the wall clock still gives a right mean. */
const fineClock = (globalThis as { performance?: Performance }).performance;
const clockMs = fineClock === undefined ? 1 : 0.005;
const now: () => number = fineClock === undefined ? Date.now : () => fineClock.now();

/** Taps one remote voice for the scorer. The audio goes to `sink` directly, past the main thread. */
class VoiceTapProcessor extends AudioWorkletProcessor {
  private readonly tap: VoiceTap;
  private readonly cost = createCostHistogram();
  private readonly message: { block: ArrayBuffer | undefined } = { block: undefined };
  private readonly transfer: ArrayBuffer[] = [];
  private sink: MessagePort | undefined;
  private open = true;
  private sinceReport = 0;

  constructor({ processorOptions }: { processorOptions: TapOptions }) {
    super();
    this.tap = createVoiceTap(instantiateKernels(processorOptions.kernels), sampleRate, (block) =>
      this.handOver(block),
    );
    this.port.addEventListener('message', (event: MessageEvent<TapOrder>) => this.obey(event.data));
    this.port.start();
  }

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0];
    // No channels: nothing is connected or the track is muted. Nothing is invented in its place.
    if (this.sink === undefined || channels === undefined || channels.length === 0) return this.open;
    const startedAtMs = now();
    this.tap.take(channels);
    this.cost.add(now() - startedAtMs);
    this.sinceReport += quantumSamples;
    if (this.sinceReport >= sampleRate * reportEverySeconds) this.report();
    return this.open;
  }

  private handOver(block: Float32Array<ArrayBuffer>): void {
    this.message.block = block.buffer;
    this.transfer[0] = block.buffer;
    this.sink?.postMessage(this.message, this.transfer);
  }

  private obey(order: TapOrder): void {
    if (!this.open) return;
    if (order.type === 'sink') {
      this.sink = order.sink;
      this.sink.addEventListener('message', (event: MessageEvent<ArrayBuffer>) => this.tap.giveBack(event.data));
      this.sink.start();
      return;
    }
    this.open = false;
    this.sink?.close();
    this.sink = undefined;
    this.tap.close();
  }

  private report(): void {
    this.sinceReport = 0;
    const report: TapCost = { type: 'cost', ...this.cost.read(), clockMs, droppedBlocks: this.tap.droppedBlocks };
    this.port.postMessage(report);
    this.cost.clear();
  }
}

registerProcessor(processorName, VoiceTapProcessor);
