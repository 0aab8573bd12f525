import { mkdirSync } from 'node:fs';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;
// The asset binding wants a folder, built or not; these tests ask for no page of the PWA.
mkdirSync(`${root}/../pwa/dist`, { recursive: true });

export default defineConfig({
  root,
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: '../wrangler.toml' },
      miniflare: {
        bindings: {
          TEST_MIGRATIONS: await readD1Migrations(`${root}/store/migrations`),
          ORIGIN: 'http://localhost:8787',
          RP_ID: 'localhost',
          GATEWAY_URL: 'ws://localhost:8790/rtc',
          GATEWAY_KEY: 'gatewaykeygatewaykeygatewaykeygatewaykeygat',
          SETUP_KEY: 'setupkeysetupkeysetupkeysetupkeysetupkeyset',
        },
      },
    })),
  ],
  test: {
    name: 'edge',
    setupFiles: ['./test/setup.ts'],
    maxWorkers: 2,
    // Every test starts from an empty store (test/setup.ts), so files can share a worker and its start.
    isolate: false,
    include: ['test/**/*.test.ts'],
    // The edge's own log lines; a failing test says what it needs itself.
    onConsoleLog: (text) => !text.includes('"level":'),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
