import { createSipServer, type SipServer } from '../../gateway/legs/sip/sip-server.ts';
import type { PlaceCallOptions } from '../../gateway/legs/sip/outgoing-call.ts';

export type BenchPhone = {
  server: SipServer;
  /** Places a call, waits for this status, ends the call; ms from the INVITE on the wire to that status. */
  untilAnswered: (target: string, from: NonNullable<PlaceCallOptions['from']>, status: 180 | 200) => Promise<number>;
  close: () => Promise<void>;
};

/** A caller of our own that says nothing by itself; it needs 40 ports from `port` on. */
export async function openBenchPhone(port: number): Promise<BenchPhone> {
  let placedAtMs = 0;
  const server = await createSipServer(
    { bindAddress: '127.0.0.1', port, rtp: { minPort: port + 2, maxPort: port + 39, idle: 'quiet' } },
    {
      log: (event) => {
        if (event === 'sip.call.placed') placedAtMs = performance.now();
      },
    },
  );
  return {
    server,
    close: () => server.close(),
    untilAnswered: (target, from, status) =>
      new Promise((resolve, reject) => {
        const call = server.placeCall(target, { from });
        const done = (): void => {
          const tookMs = performance.now() - placedAtMs;
          call.cancel();
          resolve(tookMs);
        };
        call.once('failed', (code, reason) => reject(new Error(`the call failed: ${code} ${reason}`)));
        if (status === 180) call.once('ringing', done);
        else call.once('answered', done);
      }),
  };
}
