// Typed windows on the module's memory. The buffer is replaced when the memory grows, so views are looked up, not kept;
// while it does not grow, every look-up is answered from a cache and the audio thread allocates nothing.

export interface KernelMemory {
  floats(at: number, length: number): Float32Array<ArrayBuffer>;
  bytes(at: number, length: number): Uint8Array<ArrayBuffer>;
}

type View = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
type ViewConstructor<V extends View> = new (buffer: ArrayBuffer, at: number, length: number) => V;

function cachedViews<V extends View>(
  memory: { readonly buffer: ArrayBuffer },
  construct: ViewConstructor<V>,
): (at: number, length: number) => V {
  let byAddress = new Map<number, Map<number, V>>();
  let buffer = memory.buffer;
  return (at, length) => {
    if (memory.buffer !== buffer) {
      buffer = memory.buffer;
      byAddress = new Map();
    }
    let byLength = byAddress.get(at);
    if (byLength === undefined) {
      byLength = new Map();
      byAddress.set(at, byLength);
    }
    let view = byLength.get(length);
    if (view === undefined) {
      view = new construct(buffer, at, length);
      byLength.set(length, view);
    }
    return view;
  };
}

export function openMemory(memory: { readonly buffer: ArrayBuffer }): KernelMemory {
  return {
    floats: cachedViews(memory, Float32Array),
    bytes: cachedViews(memory, Uint8Array),
  };
}
