import type { SessionView } from '#core/view';
import { type Person, read } from '../person.ts';
import { until, type World } from '../world.ts';

/** A timeline of a few seconds is an empty frame. */
const leastLengthMs = 14_000;

/** The session's page in the console, once the voice is among the evidence and the timeline is drawn. */
export async function openConsoleSession(world: World, admin: Person, sessionId: string): Promise<void> {
  const { page } = admin;
  await page.goto(`${world.origin}/console/sessions/${sessionId}`);
  await page.locator('canvas').first().waitFor();
  await page.getByTestId('waterfall').getByText(/voice/i).first().waitFor();
  await until('a session of some length', async () => {
    const { startedAtMs, asOfMs } = await read<SessionView>(admin, world, `/api/sessions/${sessionId}`);
    return asOfMs - startedAtMs > leastLengthMs ? true : undefined;
  });
}
