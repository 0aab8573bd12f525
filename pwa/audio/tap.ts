import { processorName, type TapCost, type TapOptions, type TapOrder } from './worklet-protocol.ts';

export type Tap = {
  /** The scorer's end of the wire; to be transferred. */
  readonly sound: MessagePort;
  close(): void;
};

/** Connects a remote track to a worklet. The graph ends there: nothing is played, the audio element does that. */
export function openTap(options: {
  context: AudioContext;
  kernels: WebAssembly.Module;
  track: MediaStreamTrack;
  onCost: (cost: TapCost) => void;
}): Tap {
  const { context, kernels, track } = options;
  const processorOptions: TapOptions = { kernels };
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const node = new AudioWorkletNode(context, processorName, { numberOfOutputs: 0, processorOptions });
  const wire = new MessageChannel();
  const tell = (order: TapOrder, transfer: Transferable[] = []): void => node.port.postMessage(order, transfer);
  node.port.addEventListener('message', ({ data }: MessageEvent<TapCost>) => options.onCost(data));
  node.port.start();
  tell({ type: 'sink', sink: wire.port1 }, [wire.port1]);
  source.connect(node);
  return {
    sound: wire.port2,
    close() {
      tell({ type: 'close' });
      source.disconnect();
      node.disconnect();
    },
  };
}
