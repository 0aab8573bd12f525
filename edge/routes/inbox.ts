import { AppError } from '../core/errors.ts';
import { everyRole, signInTag, viewerOf, type Ask, type Route } from '../route.ts';

export const inboxRoutes: Route[] = [
  { method: 'GET', path: '/api/inbox', access: { roles: everyRole }, answer: openInbox },
];

function openInbox(c: Ask): Promise<Response> {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
    throw new AppError('invalid-request', 'A WebSocket upgrade is expected.');
  }
  const headers = new Headers(c.req.raw.headers);
  headers.set('x-sign-in', signInTag(c));
  return c.get('context').sockets.inbox(viewerOf(c).personId, new Request(c.req.raw, { headers }));
}
