// Checks a mediasoup worker from Node, without a browser. Needs ffmpeg.
//   MEDIASOUP_WORKER_BIN=… node node-check.mjs
import process from 'node:process';
import { createWorker, version } from 'mediasoup';
import { checkData, checkObservers, checkWebRtc } from './check-objects.mjs';
import { checkSuite, checkWrongKey, suites } from './check-rtp.mjs';
import { mediaCodecs } from './media.mjs';
import { openReport, until } from './report.mjs';

const seconds = Number(process.env.SECONDS ?? 2);
const report = openReport();
const deaths = [];

async function startWorker() {
  const worker = await createWorker({ logLevel: 'warn' });
  worker.on('died', (error) => deaths.push(error.message));
  return worker;
}

const startedAt = performance.now();
const worker = await startWorker();
const startMs = Math.round(performance.now() - startedAt);
report.check('worker started', worker.pid > 0, `${startMs} ms, mediasoup ${version}`);
const secondWorker = await startWorker();
const near = await worker.createRouter({ mediaCodecs });
const far = await secondWorker.createRouter({ mediaCodecs });

await Promise.all([
  ...suites.map((suite, index) => checkSuite({ report, near, far, suite, ssrc: 11_110_001 + index, seconds })),
  checkWrongKey({ report, router: near, ssrc: 11_110_011 }),
  checkObservers({ report, router: near, ssrc: 11_110_012 }),
  checkData({ report, near, far }),
  checkWebRtc({ report, worker, router: near }),
]);

await near.dump();
const usage = await worker.getResourceUsage();
report.check('worker resource usage', usage.ru_maxrss > 0, `at most ${Math.round(usage.ru_maxrss / 1024)} MiB`);
worker.close();
secondWorker.close();
await until(() => worker.subprocessClosed && secondWorker.subprocessClosed);
report.check('no worker died', deaths.length === 0, deaths.join());
process.exit(report.close());
