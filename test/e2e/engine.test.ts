import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { build, type Rolldown } from 'vite';
import { golden } from '#core/golden-cases';
import { chromiumFlags, chromiumPath } from '../world.ts';

const cases = path.join(import.meta.dirname, '../../edge/core/golden-cases.ts');

/** The engine as one script that leaves `engine` on the page. */
async function bundled(): Promise<string> {
  const outputs = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry: cases, formats: ['iife'], name: 'engine' } },
  })) as Rolldown.RolldownOutput[];
  const script = outputs[0]?.output[0].code;
  if (script === undefined) throw new TypeError('the engine gave no script');
  return script;
}

test.skipIf(!existsSync(chromiumPath))('the engine gives the same bits in Chromium as in Node', async () => {
  const script = await bundled();
  const browser = await chromium.launch({ executablePath: chromiumPath, headless: true, args: chromiumFlags });
  try {
    const page = await browser.newPage();
    expect(await page.evaluate(`${script};engine.goldenOf(${golden.cases})`)).toEqual(golden);
  } finally {
    await browser.close();
  }
});
