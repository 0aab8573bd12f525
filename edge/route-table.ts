import type { Route } from './route.ts';
import { challengeRoutes } from './routes/challenges.ts';
import { drillRoutes } from './routes/drills.ts';
import { enrolmentRoutes } from './routes/enrolments.ts';
import { gatewayRoutes } from './routes/gateway.ts';
import { healthRoutes } from './routes/health.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { meetingRoutes } from './routes/meetings.ts';
import { peopleImportRoutes } from './routes/people-import.ts';
import { peopleRoutes } from './routes/people.ts';
import { profileRoutes } from './routes/profiles.ts';
import { recordRoutes } from './routes/records.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { setupRoutes } from './routes/setup.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { teamRoutes } from './routes/teams.ts';

/** The whole interface, as data: the app mounts it, the access tests walk it. */
export const routeTable: readonly Route[] = [
  ...healthRoutes,
  ...setupRoutes,
  ...enrolmentRoutes,
  ...signInRoutes,
  ...inboxRoutes,
  ...sessionRoutes,
  ...challengeRoutes,
  ...meetingRoutes,
  ...invitationRoutes,
  ...profileRoutes,
  ...recordRoutes,
  ...peopleImportRoutes,
  ...peopleRoutes,
  ...teamRoutes,
  ...drillRoutes,
  ...gatewayRoutes,
];
