import type { Route } from './route.ts';
import { breakGlassRoutes } from './routes/break-glass.ts';
import { challengeRoutes } from './routes/challenges.ts';
import { drillRoutes } from './routes/drills.ts';
import { enrolmentRoutes } from './routes/enrolments.ts';
import { gatewayRoutes } from './routes/gateway.ts';
import { healthRoutes } from './routes/health.ts';
import { importRoutes } from './routes/imports.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { meetingRoutes } from './routes/meetings.ts';
import { peopleImportRoutes } from './routes/people-import.ts';
import { peopleRoutes } from './routes/people.ts';
import { policyRoutes } from './routes/policies.ts';
import { profileRoutes } from './routes/profiles.ts';
import { recordRoutes } from './routes/records.ts';
import { scimGroupRoutes } from './routes/scim-groups.ts';
import { scimSearchRoutes } from './routes/scim-search.ts';
import { scimTokenRoutes } from './routes/scim-tokens.ts';
import { scimUserRoutes } from './routes/scim-users.ts';
import { scimRoutes } from './routes/scim.ts';
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
  ...importRoutes,
  ...peopleRoutes,
  ...teamRoutes,
  ...policyRoutes,
  ...breakGlassRoutes,
  ...scimTokenRoutes,
  ...scimRoutes,
  ...scimSearchRoutes,
  ...scimUserRoutes,
  ...scimGroupRoutes,
  ...drillRoutes,
  ...gatewayRoutes,
];
