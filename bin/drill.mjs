import { runModern } from './prepare.mjs';

runModern('bin/drill.ts', process.argv.slice(2));
