import { runModern } from './prepare.mjs';

runModern('bin/start.ts', process.argv.slice(2));
