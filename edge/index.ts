import { createApp } from './app.ts';

export { FleetObject } from './objects/fleet-object.ts';
export { InboxObject } from './objects/inbox-object.ts';
export { SessionObject } from './objects/session-object.ts';

const app = createApp(new Map());

export default { fetch: app.fetch };
