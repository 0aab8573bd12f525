import { openDB } from 'idb';

const store = 'keys';
const key = 'device';

/**
 * The key pair of this browser; made when it has none. The private key cannot be read out, not by our own pages either:
 * who copies cookies and storage from the page has no key. It names the browser, not the person, so it outlives a sign-out.
 * Rejects where the browser keeps no keys (private windows of some).
 */
export async function loadDeviceKey(name = 'countersign-device'): Promise<CryptoKeyPair> {
  const db = await openDB(name, 1, { upgrade: (fresh) => void fresh.createObjectStore(store) });
  try {
    const known = (await db.get(store, key)) as CryptoKeyPair | undefined;
    if (known !== undefined) return known;
    const made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    // Two pages may make one at once: that which is stored first is the browser's.
    const write = db.transaction(store, 'readwrite');
    const first = (await write.store.get(key)) as CryptoKeyPair | undefined;
    if (first === undefined) await write.store.put(made, key);
    await write.done;
    return first ?? made;
  } finally {
    db.close();
  }
}
