import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';

export const chromiumPath = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium';
export const hasChromium = existsSync(chromiumPath);

export type TestBrowser = { origin: string; open(): Promise<Page>; close(): Promise<void> };

/** Chromium with a fake microphone, on a page that can join a room (`browser-page.js`). */
export async function startBrowser(port: number): Promise<TestBrowser> {
  const require = createRequire(import.meta.url);
  const esbuild = require('esbuild') as {
    build(options: object): Promise<{ outputFiles: { text: string }[] }>;
  };
  const { chromium } = await import('playwright-core');
  const bundle = await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, 'browser-page.js')],
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
  });
  const script = bundle.outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript ? script : '<!doctype html><meta charset="utf-8"><body><script src="/page.js"></script></body>',
    );
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const profile = await mkdtemp(path.join(tmpdir(), 'countersign-chromium-'));
  const voice = path.join(profile, 'voice.wav');
  await writeFile(voice, toneWav());
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    headless: true,
    args: [
      '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking',
      '--disable-component-update --disable-sync --use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream --autoplay-policy=no-user-gesture-required',
      `--use-file-for-fake-audio-capture=${voice}`,
    ].flatMap((line) => line.split(' ')),
  });
  const origin = `http://localhost:${port}`;
  return {
    origin,
    async open() {
      const page = await context.newPage();
      page.on('console', (line) => {
        if (line.type() === 'error' && !line.text().includes('favicon'))
          process.stdout.write(`[page] ${line.text()}\n`);
      });
      await page.goto(`${origin}/`);
      return page;
    },
    async close() {
      await context.close();
      server.closeAllConnections();
      server.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** 4 s of a 440 Hz tone in bursts of 600 ms, 16-bit mono at 48 kHz: the browser's own fake beeps are mere clicks. */
function toneWav(): Buffer {
  const samples = 48_000 * 4;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(48_000, 24);
  wav.writeUInt32LE(96_000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i += 1) {
    const speaking = i % 48_000 < 28_800;
    wav.writeInt16LE(speaking ? Math.round(9000 * Math.sin((2 * Math.PI * 440 * i) / 48_000)) : 0, 44 + i * 2);
  }
  return wav;
}

export type Heard = { packets: number; energy: number; lost: number; codec: string };

/** Functions that `browser-page.js` puts on the window. */
export type PageWindow = {
  join(url: string, token: string, corrupt?: boolean): Promise<{ participantId: string; sendCodec: string }>;
  heard(participantId: string): Promise<Heard>;
  noticesOf(type: string): { type: string; matchNumber?: string; atMs: number }[];
  request(method: string, params?: object): Promise<unknown>;
  dtlsStates(): string[];
};

/** Runs one of them; the names travel, not the code, since this side has no DOM types. */
export function inPage<K extends keyof PageWindow>(
  page: Page,
  name: K,
  ...args: Parameters<PageWindow[K]>
): Promise<Awaited<ReturnType<PageWindow[K]>>> {
  return page.evaluate(
    ([fn, values]) => (globalThis as unknown as Record<string, (...a: unknown[]) => unknown>)[fn]?.(...values),
    [name, args] as const,
  ) as Promise<Awaited<ReturnType<PageWindow[K]>>>;
}

/** Looks every 50 ms until `found` gives something; the time it took, in ms. */
export async function waitUntil(
  what: string,
  found: () => Promise<boolean> | boolean,
  timeoutMs = 8000,
): Promise<number> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < timeoutMs) {
    if (await found()) return performance.now() - startedMs;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
}
