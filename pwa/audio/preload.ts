import runtimeModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import runtimeUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import kernelsUrl from '../../wasm/build/kernels.wasm?url';

const weights = import.meta.glob<string>('../../models/*/*.onnx', { query: '?url', import: 'default', eager: true });

/** Brings what scoring needs into the browser's caches while the phone still rings. Never fails: it only saves time. */
export async function preloadScoring(): Promise<void> {
  const urls = [kernelsUrl, runtimeModuleUrl, runtimeUrl, ...Object.values(weights)];
  await Promise.allSettled(urls.map(async (url) => (await fetch(url)).arrayBuffer()));
}
