import { createApp } from './app.ts';
import type { Env } from './env.ts';
import { sweep } from './store/retention.ts';

export { FleetObject } from './objects/fleet-object.ts';
export { InboxObject } from './objects/inbox-object.ts';
export { SessionObject } from './objects/session-object.ts';

const app = createApp(new Map());

export default {
  fetch: app.fetch,
  scheduled: (event: ScheduledController, env: Env) => sweep(env.DB, event.scheduledTime),
};
