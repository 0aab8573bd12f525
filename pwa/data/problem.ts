import type { ErrorCode, Problem } from '#core/errors';

/** What can go wrong on the way to the edge, beside the edge's own codes. */
export type TransportCode = 'offline' | 'timeout' | 'unreachable';
export type ClientCode = ErrorCode | TransportCode;

export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ClientCode;
  /** HTTP status; 0 when no reply came. */
  readonly status: number;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  /** The whole problem document; some carry members of their own (`challenge`). */
  readonly problem: Readonly<Record<string, unknown>>;
  constructor(code: ClientCode, status = 0, problem: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.status = status;
    this.detail = typeof problem['detail'] === 'string' ? problem['detail'] : undefined;
    this.requestId = typeof problem['requestId'] === 'string' ? problem['requestId'] : undefined;
    this.problem = problem;
  }
}

/** Reads an RFC 9457 reply. A reply that is none (a proxy's page) becomes `internal` or `unreachable` by its status. */
export function errorOfReply(status: number, contentType: string, body: string): ApiError {
  const problem = contentType.includes('application/problem+json') ? parseObject(body) : undefined;
  const code = problem?.['code'];
  if (problem !== undefined && typeof code === 'string') return new ApiError(code as Problem['code'], status, problem);
  return new ApiError(status >= 502 && status <= 504 ? 'unreachable' : 'internal', status);
}

export function isTransport(error: unknown): boolean {
  return error instanceof ApiError && ['offline', 'timeout', 'unreachable'].includes(error.code);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
