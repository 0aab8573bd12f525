import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** Cross-origin isolation lets ONNX Runtime use threads; the edge sends the same headers in production. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** `EDGE_URL` points a `vite dev` at a running edge; a build needs none. */
const edgeUrl = process.env['EDGE_URL'] ?? 'http://localhost:8787';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    preact({ reactAliasesEnabled: false }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: '.',
      filename: 'sw.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        // The shell only. Runtime, kernels and models are big and are cached on first use by the service worker.
        globPatterns: ['**/*.{js,css,html,svg,webmanifest}'],
      },
    }),
  ],
  // A custom list replaces the defaults; the first entry takes ONNX Runtime without its wasm inlined.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Inlined files would be data: URLs, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        // What every page needs travels together: dozens of tiny chunks would each cost a request.
        codeSplitting: {
          groups: [
            {
              name: 'shell',
              test: /node_modules\/(@?preact|preact-iso|idb)\/|pwa\/(ui|auth)\/|pwa\/data\/(?!console\/)|pwa\/i18n\/en\.ts|pwa\/components\/(drill-badge|participant-status)|edge\/core\/result|vite\/preload-helper/,
            },
            { name: 'console', test: /pwa\/components\/console\/(?!risk-plot)/ },
          ],
        },
      },
    },
  },
  server: { headers: isolation, proxy: { '/api': { target: edgeUrl, ws: true } } },
  preview: { headers: isolation },
});
