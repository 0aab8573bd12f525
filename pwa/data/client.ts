import { sendProved, type DeviceKey } from './device-key.ts';
import { ApiError, errorOfReply } from './problem.ts';

/** `proved`: with a proof of this browser's key, where the edge recognises devices. */
type SendOptions = { signal?: AbortSignal; proved?: true };
type Send = <T>(path: string, body?: unknown, options?: SendOptions) => Promise<T>;

/** Rows of a file, and what they are written as. */
export type FileText = { text: string; type: 'text/csv' | 'application/x-ndjson' };

export type Client = {
  get: <T>(path: string, options?: SendOptions) => Promise<T>;
  post: Send;
  put: Send;
  patch: Send;
  remove: <T>(path: string) => Promise<T>;
  /** Sends the text of a file; waits longer, since thousands of rows are checked and stored as one. */
  postFile: <T>(path: string, file: FileText) => Promise<T>;
  /** Reads a reply that is not JSON. */
  getText: (path: string) => Promise<string>;
};

/** What goes out: JSON unless said otherwise. */
type Sent = SendOptions & { body?: unknown; type?: string; patienceMs?: number; proof?: string | undefined };

const importPatienceMs = 60_000;

export type ClientParts = {
  fetch: typeof fetch;
  isOnline: () => boolean;
  /** Without it nothing is sent with a proof. */
  device?: DeviceKey;
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
  const { fetch, isOnline, device, timeoutMs = 10_000, onSignedOut } = parts;
  const fetchReply = async (method: string, path: string, accept: string, sent: Sent): Promise<Response> => {
    if (!isOnline()) throw new ApiError('offline');
    const { body, type = 'application/json', signal, proof, patienceMs = timeoutMs } = sent;
    const timeout = AbortSignal.timeout(patienceMs);
    const reply = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept,
        ...(method === 'GET' ? {} : { 'content-type': type }),
        ...(proof === undefined ? {} : { dpop: proof }),
      },
      ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body ?? {}) }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    }).catch((cause: unknown) => {
      if (signal?.aborted === true) throw cause;
      parts.onNoReply?.();
      throw new ApiError(timeout.aborted ? 'timeout' : isOnline() ? 'unreachable' : 'offline');
    });
    parts.onReply?.();
    return reply;
  };
  const request = async <T>(method: string, path: string, sent: Sent = {}): Promise<T> => {
    const send = (proof?: string) => fetchReply(method, path, 'application/json', { ...sent, proof });
    const isProved = sent.proved === true && device !== undefined;
    return await read<T>(await (isProved ? sendProved(device, { method, path }, send) : send()), onSignedOut);
  };
  const sendBy =
    (method: string): Send =>
    (path, body, options) =>
      request(method, path, { body, ...options });
  return {
    get: (path, options) => request('GET', path, options),
    post: sendBy('POST'),
    put: sendBy('PUT'),
    patch: sendBy('PATCH'),
    remove: (path) => request('DELETE', path),
    postFile: (path, { text, type }) => request('POST', path, { body: text, type, patienceMs: importPatienceMs }),
    getText: async (path) => await textOf(await fetchReply('GET', path, '*/*', {}), onSignedOut),
  };
}

async function textOf(reply: Response, onSignedOut: (() => void) | undefined): Promise<string> {
  const text = await reply.text().catch(() => '');
  if (reply.ok) return text;
  const error = errorOfReply(reply.status, reply.headers.get('content-type') ?? '', text);
  if (error.code === 'not-signed-in') onSignedOut?.();
  throw error;
}

async function read<T>(reply: Response, onSignedOut: (() => void) | undefined): Promise<T> {
  const text = await textOf(reply, onSignedOut);
  if (reply.status === 204 || text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    // A page instead of JSON: something between us and the edge answered.
    throw new ApiError('unreachable', reply.status);
  }
}
