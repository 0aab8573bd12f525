import { AppError } from './core/errors.ts';
import type { Ask } from './route.ts';

/** Pages of the PWA pass through here, so that they carry the security headers; hashed files do not. */
export async function answerDocument(c: Ask): Promise<Response> {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    c.header('Allow', 'GET, HEAD');
    throw new AppError('method-not-allowed');
  }
  const file = await c.get('context').assets.fetch(c.req.raw);
  // What the asset server answers is immutable; headers are added to a copy.
  return new Response(file.body, file);
}
