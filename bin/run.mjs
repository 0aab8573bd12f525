import { runModern } from './prepare.mjs';

const [script, ...args] = process.argv.slice(2);
if (script === undefined) throw new TypeError('usage: run.mjs SCRIPT [ARGUMENTS]');
runModern(script, args);
