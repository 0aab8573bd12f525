import { AppError, problemOf, type ErrorCode } from '../core/errors.ts';
import type { Ask } from '../route.ts';
import { answerScimError } from '../scim/reply.ts';

/** Every failure leaves as problem details (RFC 9457); what was not foreseen says nothing about itself. */
export function answerProblem(error: unknown, c: Ask): Response {
  const { events } = c.get('context');
  const about = { path: c.req.path.slice(0, 200), method: c.req.method, requestId: c.get('requestId') };
  if (error instanceof AppError) {
    events.requestRefused({ ...about, code: error.code, detail: error.message.slice(0, 200) });
    return isScim(c) ? answerScimError(c, error) : problem(c, error.code, error.detail);
  }
  events.requestFailed({ ...about, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  return isScim(c) ? answerScimError(c, new AppError('internal')) : problem(c, 'internal');
}

function isScim(c: Ask): boolean {
  return c.req.path.startsWith('/scim/');
}

export function problem(c: Ask, code: ErrorCode, detail?: string, members: Record<string, unknown> = {}): Response {
  const body = { ...problemOf(code, detail, c.get('requestId')), ...members };
  return c.body(JSON.stringify(body), body.status as 400, { 'Content-Type': 'application/problem+json' });
}
