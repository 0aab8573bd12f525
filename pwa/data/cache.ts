import { openDB } from 'idb';

/** A stored read: the reply's JSON and when the edge said it. */
export type CachedRead = { json: unknown; asOfMs: number };

/** The last good reply of each read, so that the console opens without network. Emptied on sign-out. */
export type Cache = {
  read(key: string): Promise<CachedRead | undefined>;
  write(key: string, read: CachedRead): Promise<void>;
  clear(): Promise<void>;
  close(): void;
};

const store = 'reads';

/** Falls back to memory where IndexedDB is refused (private windows of some browsers). */
export async function openCache(name = 'countersign'): Promise<Cache> {
  try {
    const db = await openDB(name, 1, { upgrade: (fresh) => void fresh.createObjectStore(store) });
    return {
      read: async (key) => (await db.get(store, key)) as CachedRead | undefined,
      write: async (key, read) => void (await db.put(store, read, key)),
      clear: () => db.clear(store),
      close: () => db.close(),
    };
  } catch {
    return memoryCache();
  }
}

export function memoryCache(): Cache {
  const reads = new Map<string, CachedRead>();
  return {
    read: (key) => Promise.resolve(reads.get(key)),
    write: (key, read) => Promise.resolve(void reads.set(key, structuredClone(read))),
    clear: () => Promise.resolve(reads.clear()),
    close: () => reads.clear(),
  };
}
