import { ErrorBoundary, lazy, Route, Router } from 'preact-iso';
import type { ComponentType } from 'preact';
import { PageBoundary } from './components/page-boundary.tsx';
import { SignedInGate } from './components/signed-in-gate.tsx';

const HomePage = lazy(() => import('./pages/home.tsx').then((page) => page.HomePage));
const SigninPage = lazy(() => import('./pages/signin.tsx').then((page) => page.SigninPage));
const EnrolPage = lazy(() => import('./pages/enrol.tsx').then((page) => page.EnrolPage));
const InCallPage = lazy(() => import('./pages/in-call.tsx').then((page) => page.InCallPage));
const JoinPage = lazy(() => import('./pages/join.tsx').then((page) => page.JoinPage));
const ApprovePage = lazy(() => import('./pages/approve.tsx').then((page) => page.ApprovePage));
const LivePage = lazy(() => import('./pages/console/live.tsx').then((page) => page.LivePage));
const SessionPage = lazy(() => import('./pages/console/session.tsx').then((page) => page.SessionPage));
const CasesPage = lazy(() => import('./pages/console/cases.tsx').then((page) => page.CasesPage));
const AlertsPage = lazy(() => import('./pages/console/alerts.tsx').then((page) => page.AlertsPage));
const AuditPage = lazy(() => import('./pages/console/audit.tsx').then((page) => page.AuditPage));
const PeoplePage = lazy(() => import('./pages/console/people.tsx').then((page) => page.PeoplePage));
const PersonPage = lazy(() => import('./pages/console/person.tsx').then((page) => page.PersonPage));
const PoliciesPage = lazy(() => import('./pages/console/policies.tsx').then((page) => page.PoliciesPage));
const DrillsPage = lazy(() => import('./pages/console/drills.tsx').then((page) => page.DrillsPage));
const NotFoundPage = lazy(() => import('./pages/not-found.tsx').then((page) => page.NotFoundPage));

/** The whole map. Each page is a chunk of its own; console pages need a console role. */
export function Routes() {
  return (
    <ErrorBoundary>
      <Router>
        <Route path="/enrol/:token" component={EnrolPage} />
        <Route path="/signin" component={SigninPage} />
        <Route path="/j/:token" component={JoinPage} />
        <Route path="/" component={signedIn(HomePage)} />
        <Route path="/call/:sessionId" component={signedIn(InCallPage)} />
        <Route path="/challenges/:id" component={signedIn(ApprovePage)} />
        <Route path="/console" component={forConsole(LivePage)} />
        <Route path="/console/sessions/:id" component={forConsole(SessionPage)} />
        <Route path="/console/cases" component={forConsole(CasesPage)} />
        <Route path="/console/alerts" component={forConsole(AlertsPage)} />
        <Route path="/console/audit" component={forConsole(AuditPage)} />
        <Route path="/console/audit/:sessionId" component={forConsole(AuditPage)} />
        <Route path="/console/people" component={forConsole(PeoplePage)} />
        <Route path="/console/people/:id" component={forConsole(PersonPage)} />
        <Route path="/console/policies" component={forConsole(PoliciesPage)} />
        <Route path="/console/drills" component={forConsole(DrillsPage)} />
        <Route default component={NotFoundPage} />
      </Router>
    </ErrorBoundary>
  );
}

const gated = new Map<ComponentType, ComponentType>();

/** One wrapper for each page, made once: a new component type on each render would unmount the page. */
function signedIn(Page: ComponentType, console = false): ComponentType {
  const known = gated.get(Page);
  if (known !== undefined) return known;
  const Gated = () => (
    <SignedInGate console={console}>
      <PageBoundary>
        <Page />
      </PageBoundary>
    </SignedInGate>
  );
  gated.set(Page, Gated);
  return Gated;
}

function forConsole(Page: ComponentType): ComponentType {
  return signedIn(Page, true);
}
