import type { Page } from 'playwright-core';

type BannerChange = { level: string; atMs: number };
type Bench = { banners: BannerChange[]; watchers: (() => void)[]; connections: RTCPeerConnection[]; longTasks: number };
declare global {
  interface Window {
    bench: Bench;
  }
}

/** Runs in the page before its own code: notes every change of the banner, every peer connection, and long tasks. */
function install(): void {
  const bench: Bench = { banners: [], watchers: [], connections: [], longTasks: 0 };
  window.bench = bench;
  const note = (area: Element): void => {
    const level = area.getAttribute('data-level') ?? '';
    if (bench.banners.at(-1)?.level === level) return;
    bench.banners.push({ level, atMs: Date.now() });
    for (const look of bench.watchers.splice(0)) look();
  };
  const observer = new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target instanceof Element && target.getAttribute('data-testid') === 'banner-area') note(target);
    }
  });
  observer.observe(document, { subtree: true, attributes: true, attributeFilter: ['data-level'] });
  const tasks = new PerformanceObserver((list) => {
    bench.longTasks += list.getEntries().length;
  });
  tasks.observe({ type: 'longtask' });
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      bench.connections.push(this);
    }
  };
}

export async function probePage(page: Page): Promise<void> {
  await page.addInitScript(install);
}

/** Epoch ms of the first change of the banner to `level` since `sinceMs`, by the same machine's clock. */
export async function bannerAt(page: Page, level: string, sinceMs: number): Promise<number> {
  const seen = page.evaluate(
    ([wanted, since]) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const hit = window.bench.banners.find((one) => one.level === wanted && one.atMs >= since);
          if (hit === undefined) window.bench.watchers.push(look);
          else resolve(hit.atMs);
        };
        look();
      }),
    [level, sinceMs] as const,
  );
  return await withPatience(seen, `banner ${level}`);
}

/** Packets of the others that arrived here, and when the latest did (epoch ms). */
export async function packetsAt(page: Page): Promise<{ packets: number; lastAtMs: number }> {
  return await page.evaluate(async () => {
    const total = { packets: 0, lastAtMs: 0 };
    for (const connection of window.bench.connections.filter((one) => one.connectionState === 'connected')) {
      for (const entry of (await connection.getStats()).values() as Iterable<RTCInboundRtpStreamStats>) {
        if (entry.type !== 'inbound-rtp') continue;
        total.packets += entry.packetsReceived ?? 0;
        total.lastAtMs = Math.max(total.lastAtMs, entry.lastPacketReceivedTimestamp ?? 0);
      }
    }
    return total;
  });
}

/** Tasks of more than 50 ms on the page's main thread so far. */
export async function longTasksAt(page: Page): Promise<number> {
  return await page.evaluate(() => window.bench.longTasks);
}

export async function withPatience<T>(wanted: Promise<T>, what: string, patienceMs = 10_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${patienceMs} ms in vain for ${what}`)), patienceMs);
  });
  return await Promise.race([wanted, late]).finally(() => clearTimeout(timer));
}
