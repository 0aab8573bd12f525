import { anyone, type Route } from '../route.ts';

export const version = '0.1.0';

export const healthRoutes: Route[] = [
  {
    method: 'GET',
    path: '/api/health',
    access: anyone,
    answer: (c) => c.json({ ok: true, version, nowMs: c.get('context').nowMs() }),
  },
];
