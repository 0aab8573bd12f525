import { ApiError, errorOfReply } from './problem.ts';

export type Client = {
  get: <T>(path: string, options?: { signal?: AbortSignal }) => Promise<T>;
  post: <T>(path: string, body?: unknown, options?: { signal?: AbortSignal }) => Promise<T>;
};

export type ClientParts = {
  fetch: typeof fetch;
  isOnline: () => boolean;
  /** After this long without a reply the request fails with `timeout`. */
  timeoutMs?: number;
  /** Told once for each `not-signed-in`, so that the page can go to sign-in. */
  onSignedOut?: () => void;
  /** Told of each reply, and of each request that got none. */
  onReply?: () => void;
  onNoReply?: () => void;
};

/**
 * JSON over the edge's HTTP API, same origin, with the session cookie.
 * Throws `ApiError` and nothing else, except the caller's own abort.
 */
export function createClient(parts: ClientParts): Client {
  const { fetch, isOnline, timeoutMs = 10_000, onSignedOut } = parts;
  const request = async <T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> => {
    if (!isOnline()) throw new ApiError('offline');
    const timeout = AbortSignal.timeout(timeoutMs);
    const reply = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    }).catch((cause: unknown) => {
      if (signal?.aborted === true) throw cause;
      parts.onNoReply?.();
      throw new ApiError(timeout.aborted ? 'timeout' : isOnline() ? 'unreachable' : 'offline');
    });
    parts.onReply?.();
    return await read<T>(reply, onSignedOut);
  };
  return {
    get: (path, options) => request('GET', path, undefined, options?.signal),
    post: (path, body, options) => request('POST', path, body, options?.signal),
  };
}

async function read<T>(reply: Response, onSignedOut: (() => void) | undefined): Promise<T> {
  const text = await reply.text().catch(() => '');
  const contentType = reply.headers.get('content-type') ?? '';
  if (!reply.ok) {
    const error = errorOfReply(reply.status, contentType, text);
    if (error.code === 'not-signed-in') onSignedOut?.();
    throw error;
  }
  if (reply.status === 204 || text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    // A page instead of JSON: something between us and the edge answered.
    throw new ApiError('unreachable', reply.status);
  }
}
