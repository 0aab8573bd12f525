import { useLocation, useRoute } from 'preact-iso';
import '../../styles/console.css';
import '../../styles/evidence.css';
import type { ParticipantView, SessionView } from '#core/view';
import { AsOf, ReadProblem } from '../../components/as-of.tsx';
import { ParticipantCard } from '../../components/console/participant-card.tsx';
import { RecomputeCard } from '../../components/console/recompute-card.tsx';
import { EffectBadge, RiskScore } from '../../components/console/risk-score.tsx';
import { RiskTimeline } from '../../components/console/risk-timeline.tsx';
import { SessionLog } from '../../components/console/session-log.tsx';
import { kindText, SessionStateBadge } from '../../components/console/session-marks.tsx';
import { WaterfallChart } from '../../components/console/waterfall.tsx';
import { DrillBadge } from '../../components/drill-badge.tsx';
import { useSessionWatch } from '../../components/use-session-watch.ts';
import { useTitle } from '../../components/use-title.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Duration, Time } from '../../ui/time.tsx';
import type { Tone } from '../../ui/tone.ts';

const bannerTones: Record<NonNullable<SessionView['banner']>['level'], Tone> = {
  info: 'info',
  caution: 'caution',
  high: 'critical',
};

/** One session: who is in it, why the risk is what it is, what was done and what can be. */
export function SessionPage() {
  const id = useRoute().params['id'] ?? '';
  const watch = useSessionWatch(id);
  const view = watch.value.value;
  const live = watch.state.value === 'open' && watch.fresh.value;
  useTitle(view?.title ?? 'Session');
  return (
    <>
      <PageHead
        back={{ href: '/console', label: 'Sessions' }}
        title={view?.title ?? 'Session'}
        marks={view === undefined ? null : <Marks view={view} />}
        subtitle={view === undefined ? null : <Facts view={view} />}
        actions={<AsOf of={watch} live={live} />}
      />
      <div class="stack">
        <ReadProblem of={watch} />
        {view === undefined ? (
          watch.loading.value ? (
            <Skeleton lines={6} />
          ) : null
        ) : (
          <Body view={view} live={live} onView={watch.accept} />
        )}
      </div>
    </>
  );
}

function Marks({ view }: { view: SessionView }) {
  return (
    <>
      <SessionStateBadge state={view.state} />
      {view.drill ? <DrillBadge /> : null}
    </>
  );
}

function Facts({ view }: { view: SessionView }) {
  return (
    <>
      <span>{kindText(view)}</span>
      <span>
        Started <Time atMs={view.startedAtMs} />
      </span>
      <span>
        Length <Duration fromMs={view.startedAtMs} toMs={view.endedAtMs} />
      </span>
    </>
  );
}

type BodyProps = { view: SessionView; live: boolean; onView: (view: SessionView) => void };

function Body({ view, live, onView }: BodyProps) {
  const { path, query } = useLocation();
  const people = view.participants.toSorted(byRisk);
  const selected =
    people.find((one) => one.id === query['participant']) ?? people.find((one) => one.risk !== undefined);
  return (
    <>
      {view.gateway === 'away' && view.state !== 'ended' ? (
        <NoticeBanner tone="caution" icon="cloud-off" title="Unverified: the gateway cannot be reached" live="status">
          <p class="small">The call goes on. Checks are paused, and orders wait until the gateway is back.</p>
        </NoticeBanner>
      ) : null}
      {view.banner === undefined ? (
        <CaseLink caseId={view.caseId} />
      ) : (
        <NoticeBanner
          tone={bannerTones[view.banner.level]}
          title={view.banner.headline}
          live="none"
          testId="session-banner"
        >
          <p class="small">{view.banner.nextStep}</p>
          <CaseLink caseId={view.caseId} />
        </NoticeBanner>
      )}
      <div class="session-columns">
        <Card title="Participants" flush>
          <ul>
            {people.map((participant) => (
              <ParticipantCard
                key={participant.id}
                session={view}
                participant={participant}
                selected={participant.id === selected?.id}
                href={`${path}?participant=${encodeURIComponent(participant.id)}`}
                onView={onView}
              />
            ))}
          </ul>
        </Card>
        {selected?.risk === undefined ? null : <Evidence participant={selected} risk={selected.risk} />}
      </div>
      <RiskTimeline session={view} live={live} />
      <RecomputeCard session={view} />
      <SessionLog session={view} />
    </>
  );
}

function CaseLink({ caseId }: { caseId: string | undefined }) {
  if (caseId === undefined) return null;
  return (
    <p class="small">
      <a href={`/console/cases#${caseId}`}>A case is open about this session</a>
    </p>
  );
}

function Evidence({ participant, risk }: { participant: ParticipantView; risk: NonNullable<ParticipantView['risk']> }) {
  return (
    <Card
      title={`Evidence about ${participant.displayName}`}
      actions={
        <>
          <EffectBadge effect={risk.effect} />
          <RiskScore p={risk.p} effect={risk.effect} large />
        </>
      }
      testId="evidence"
    >
      <WaterfallChart risk={risk} />
    </Card>
  );
}

function byRisk(a: ParticipantView, b: ParticipantView): number {
  return (b.risk?.p ?? -1) - (a.risk?.p ?? -1);
}
