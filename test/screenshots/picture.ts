import fs from 'node:fs';
import type { Person } from '../person.ts';

/** A README is read over slow lines too. */
const mostBytes = 200_000;

/** Writes what the person sees at this size, without the pointer, a blinking caret or anything that still moves. */
export async function picture({ page }: Person, size: { width: number; height: number }, file: string): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.getByTestId('toast').waitFor({ state: 'hidden' });
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  const { size: bytes } = fs.statSync(file);
  if (bytes > mostBytes) throw new Error(`${file} has ${bytes} bytes, more than ${mostBytes}`);
}
