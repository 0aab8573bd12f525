import { say, SetupError } from './console.ts';
import { setUp } from './setup.ts';

try {
  const { workerBin } = await setUp();
  say(`mediasoup worker: ${workerBin}`);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
