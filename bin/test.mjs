import { runModern } from './prepare.mjs';

runModern('bin/test.ts', process.argv.slice(2));
