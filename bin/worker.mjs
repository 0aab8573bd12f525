import { runModern } from './prepare.mjs';

runModern('bin/worker.ts', process.argv.slice(2));
