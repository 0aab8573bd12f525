// What the compiled module exports (wasm/assembly/index.ts). Addresses are byte offsets into `memory`.

/** The part of WebAssembly that exists alike in AudioWorklet, Worker and Node; named here so that no DOM typing is needed. */
interface WebAssemblyNamespace {
  Module: new (bytes: ArrayBuffer | ArrayBufferView) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  limit(which: number): number;
  region(which: number): number;
  coefficientsCreate(floats: number): number;
  g711Decode(aLaw: number, count: number): void;
  windowFinish(frames: number): void;
  resamplerCreate(taps: number, up: number, down: number, coefficients: number): number;
  resamplerDestroy(at: number): void;
  resamplerReset(at: number): void;
  resamplerInput(at: number): number;
  resamplerOutput(at: number): number;
  resamplerProcess(at: number, count: number): number;
  extractorCreate(): number;
  extractorDestroy(at: number): void;
  extractorReset(at: number): void;
  extractorInput(at: number): number;
  extractorPowers(at: number): number;
  extractorEnergies(at: number): number;
  extractorProcess(at: number, count: number): number;
  vadCreate(): number;
  vadDestroy(at: number): void;
  vadReset(at: number): void;
  vadProcess(at: number, frames: number): void;
}

/** Static regions by the number that `region()` takes. */
export const REGIONS = {
  twiddles: 0,
  bitReversal: 1,
  hann: 2,
  bandFirst: 3,
  bandWeights: 4,
  g711Input: 5,
  g711Output: 6,
  vadPowers: 7,
  vadEnergies: 8,
  vadFlags: 9,
  windowPowers: 10,
  windowEnergies: 11,
  windowFeatures: 12,
} as const;

/** A compiled module or its bytes. A worklet gets the module by postMessage: compiling there would glitch the audio. */
export type KernelSource = ArrayBuffer | ArrayBufferView | object;

/** Instantiates synchronously; throws WebAssembly's own errors for bytes that are not a module. */
export function instantiate(source: KernelSource): KernelExports {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyNamespace };
  const bytes = source instanceof ArrayBuffer || ArrayBuffer.isView(source);
  const module = bytes ? new WebAssembly.Module(source) : source;
  const abort = (): never => {
    throw new Error('kernel aborted');
  };
  return new WebAssembly.Instance(module, { env: { abort } }).exports as KernelExports;
}
