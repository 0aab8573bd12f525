import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../route.ts';

/** Security headers of every reply. The pages' default Trusted Types policy lets scripts of our own origin pass, no others. */
export function secureHeaders(): MiddlewareHandler<AppEnv> {
  return async function addHeaders(c, next) {
    await next();
    if (c.res.status === 101) return;
    const { origin, gatewayUrl, isHttps } = c.get('context').config;
    const { headers } = c.res;
    headers.set('Content-Security-Policy', policyOf(origin, gatewayUrl));
    headers.set('Cross-Origin-Opener-Policy', 'same-origin');
    headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
    headers.set('Cross-Origin-Resource-Policy', 'same-origin');
    headers.set('Permissions-Policy', permissions);
    headers.set('Referrer-Policy', 'no-referrer');
    headers.set('X-Content-Type-Options', 'nosniff');
    headers.set('X-Frame-Options', 'DENY');
    if (isHttps) headers.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    if (/^\/(?:api|scim)\//.test(c.req.path)) headers.set('Cache-Control', 'no-store');
  };
}

const permissions = [
  'microphone=(self)',
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
  'camera=()',
  'geolocation=()',
  'display-capture=()',
].join(', ');

function policyOf(origin: string, gatewayUrl: string): string {
  const ownSocket = origin.replace(/^http/, 'ws');
  return [
    `default-src 'none'`,
    `script-src 'self' 'wasm-unsafe-eval'`,
    `style-src 'self'`,
    `connect-src 'self' ${ownSocket} ${new URL(gatewayUrl).origin}`,
    `img-src 'self' data:`,
    `media-src 'self' blob: mediastream:`,
    `worker-src 'self'`,
    `manifest-src 'self'`,
    `font-src 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `require-trusted-types-for 'script'`,
    `trusted-types default`,
  ].join('; ');
}
