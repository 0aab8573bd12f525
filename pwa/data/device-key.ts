import { signProof } from '../auth/device-proof.ts';

export type DeviceKey = {
  /** A proof for one request; undefined when the browser cannot reach its key: then the cookie names it. Never throws. */
  prove(method: string, path: string): Promise<string | undefined>;
  /** Follows the edge's clock, from the `Date` of a reply. */
  setClock(date: string | null): void;
};

export type DeviceKeyParts = {
  origin: string;
  load: () => Promise<CryptoKeyPair>;
  nowMs: () => number;
  newId: () => string;
  /** After this long without a key the request goes without: some browsers' storage never answers. */
  patienceMs?: number;
};

/** Opens nothing until the first proof is needed. */
export function createDeviceKey({ origin, load, nowMs, newId, patienceMs = 2_000 }: DeviceKeyParts): DeviceKey {
  let loading: Promise<CryptoKeyPair | undefined> | undefined;
  let aheadMs = 0;
  const pair = async (): Promise<CryptoKeyPair | undefined> => {
    loading ??= load().catch(() => void (loading = undefined));
    return await within(patienceMs, loading);
  };
  const prove = async (method: string, path: string): Promise<string | undefined> => {
    const held = await pair();
    if (held === undefined) return undefined;
    const proven = { method, url: new URL(path, origin).href, atMs: nowMs() + aheadMs, id: newId() };
    return await signProof(held, proven);
  };
  return {
    prove: (method, path) => prove(method, path).catch(() => undefined),
    setClock: (date) => {
      const theirsMs = Date.parse(date ?? '');
      if (Number.isFinite(theirsMs)) aheadMs = theirsMs - nowMs();
    },
  };
}

/**
 * Sends a request with a proof of this browser's key. A refused one did nothing: it is made once more by the edge's clock,
 * since many clocks are wrong, and then left out, so that a key never keeps anybody from coming in.
 */
export async function sendProved(
  device: DeviceKey,
  { method, path }: { method: string; path: string },
  send: (proof: string | undefined) => Promise<Response>,
): Promise<Response> {
  const proof = await device.prove(method, path);
  const reply = await send(proof);
  if (proof === undefined || !(await refusesProof(reply))) return reply;
  device.setClock(reply.headers.get('date'));
  const again = await send(await device.prove(method, path));
  return (await refusesProof(again)) ? await send(undefined) : again;
}

async function refusesProof(reply: Response): Promise<boolean> {
  return reply.status === 400 && (await reply.clone().text()).includes('"device-proof-');
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return await Promise.race([work, patience]).finally(() => clearTimeout(timer));
}
