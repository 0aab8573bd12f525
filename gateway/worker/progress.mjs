const quietMs = 2_000;
const heartbeatMs = 15_000;

function words(ms) {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}

/**
 * Says how far the compiler is: after each step, but not more often than every two seconds, and at least every
 * fifteen, so that nobody takes a slow machine for a hung one.
 *
 * @param {{ total: number, log: (line: string) => void, now?: () => number }} options
 */
export function reportProgress({ total, log, now = () => performance.now() }) {
  const startedAt = now();
  let saidAt = startedAt;
  let done = 0;
  const elapsed = () => words(now() - startedAt);
  const say = () => {
    saidAt = now();
    const step =
      done === 0 ? 'precompiling headers' : `compiling ${done}/${total} (${Math.floor((100 * done) / total)} %)`;
    log(`mediasoup-worker: ${step}, ${elapsed()}`);
  };
  const timer = setInterval(() => {
    if (now() - saidAt >= heartbeatMs) say();
  }, 1_000);
  return {
    add(files) {
      done += files;
      if (done === total || now() - saidAt >= quietMs) say();
    },
    elapsed,
    close: () => clearInterval(timer),
  };
}
