import path from 'node:path';
import { say } from '../../bin/console.ts';
import { setUp } from '../../bin/setup.ts';
import { enrolled, type Person } from '../person.ts';
import { answer, attribute, participant, untilAttribute } from '../room.ts';
import { startWorld, until, type World } from '../world.ts';
import { openConsoleSession } from './console-session.ts';
import { picture } from './picture.ts';

/* The README's pictures: a drill that the Finance Lead answers, as three people see it. Nothing in them is staged. */

const folder = import.meta.dirname;
const slot = 5;
/** First words, a score window and the evidence about it: a caller is heard for this long before a picture is worth it. */
const voicePatienceMs = 60_000;

/** The employee's page once the drill's caller is held and his voice has been scored too. */
async function heldCall(world: World, finance: Person): Promise<string> {
  await world.operator('POST', '/api/drills', {});
  await answer(finance);
  const caller = participant(finance.page);
  await untilAttribute(caller, 'data-status', 'held');
  await until(
    'a score of the held voice',
    async () => ((await attribute(caller, 'data-strength')) === '' ? undefined : true),
    voicePatienceMs,
  );
  return path.posix.basename(new URL(finance.page.url()).pathname);
}

async function take(world: World): Promise<void> {
  const [finance, chief, admin] = [
    await enrolled(world, 'Finance Lead'),
    await enrolled(world, 'Chief Executive', { phone: true }),
    await enrolled(world, 'Demo Admin'),
  ];
  const sessionId = await heldCall(world, finance);
  await picture(finance, { width: 1280, height: 800 }, path.join(folder, 'held-call.png'));

  await chief.page.getByRole('link', { name: 'Look and decide' }).click();
  await chief.page.getByTestId('challenge').waitFor();
  await picture(chief, { width: 390, height: 800 }, path.join(folder, 'approve.png'));

  await openConsoleSession(world, admin, sessionId);
  await picture(admin, { width: 1280, height: 1000 }, path.join(folder, 'console-session.png'));
  await finance.page.getByTestId('hang-up').click();
}

process.env['MEDIASOUP_WORKER_BIN'] ??= (await setUp()).workerBin;
const world = await startWorld(slot);
try {
  await take(world);
  say(`screenshots are in ${path.relative(process.cwd(), folder)}`);
} finally {
  await world.close();
}
