import { setTimeout as delay } from 'node:timers/promises';

/** Collects the outcome of checks, and says each as it comes. */
export function openReport() {
  const outcomes = [];
  return {
    check(name, passed, detail = '') {
      outcomes.push(Boolean(passed));
      console.log(`${passed ? 'PASS' : 'FAIL'}  ${name}${detail === '' ? '' : `  (${detail})`}`);
    },
    /** Prints "N of M", and returns the exit code. */
    close() {
      const passed = outcomes.filter(Boolean).length;
      console.log(`${passed} of ${outcomes.length} checks passed`);
      return passed === outcomes.length && passed > 0 ? 0 : 1;
    },
  };
}

/** Waits until `condition` holds, or the time is over: the check that follows tells which. */
export async function until(condition, limitMs = 5_000) {
  const deadline = performance.now() + limitMs;
  while (!(await condition()) && performance.now() < deadline) await delay(25);
}
