import '../../styles/console.css';
import '../../styles/evidence.css';
import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import type { DrillView } from '#core/view';
import { ReadProblem } from '../../components/as-of.tsx';
import { DrillProgress } from '../../components/console/drill-progress.tsx';
import { useTitle } from '../../components/use-title.ts';
import { readPaths } from '../../data/api.ts';
import { useApp, useMe } from '../../data/app-context.ts';
import { useResource } from '../../data/use-resource.ts';
import { offlineReason, wordsOf } from '../../i18n/en.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page-head.tsx';

/** One button, then what happened. The drill is in the address, so that its result can be sent on. */
export function DrillsPage() {
  useTitle('Drills');
  const { query } = useLocation();
  const drillId = query['drill'];
  return (
    <>
      <PageHead title="Drills" subtitle="See an impersonator get stopped, on the real path" />
      <div class={drillId === undefined ? 'drill-alone' : 'columns columns-home'}>
        {drillId === undefined ? null : (
          <div class="stack">
            <Running key={drillId} drillId={drillId} />
          </div>
        )}
        <RunDrill />
      </div>
    </>
  );
}

function RunDrill() {
  const { api, online } = useApp();
  const me = useMe();
  const { route } = useLocation();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const run = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const drill = await api.startDrill();
      route(`/console/drills?drill=${encodeURIComponent(drill.id)}`);
    } catch (error) {
      setProblem(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  const reason = !online.value ? offlineReason : me?.person.role === 'auditor' ? 'Auditors read only.' : undefined;
  return (
    <Card title="What a drill does">
      <div class="stack">
        <ul class="bullets soft">
          <li>The gateway calls a protected person by SIP, like any phone would.</li>
          <li>The voice is synthetic, made on the spot, and uses a colleague’s name from an unknown number.</li>
          <li>Everything else is real: the score, the decision, the hold, the challenge, the audit.</li>
          <li>It is marked as a drill everywhere and stays out of baselines and statistics.</li>
        </ul>
        <Button
          variant="primary"
          size="large"
          icon="flask"
          wide
          busy={busy}
          disabledReason={reason}
          onClick={() => void run()}
          testId="run-drill"
        >
          Run drill
        </Button>
        {problem === undefined ? null : (
          <NoticeBanner tone="critical" live="alert" small>
            {problem}
          </NoticeBanner>
        )}
      </div>
    </Card>
  );
}

const pollMs = 700;

function Running({ drillId }: { drillId: string }) {
  const { api } = useApp();
  const [over, setOver] = useState(false);
  const drill = useResource<DrillView>(readPaths.drill(drillId), () => api.drill(drillId), over ? undefined : pollMs);
  const view = drill.value.value;
  const state = view?.state;
  useEffect(() => {
    if (state === 'done' || state === 'failed') setOver(true);
  }, [state]);
  return (
    <>
      <ReadProblem of={drill} />
      {view === undefined ? null : <DrillProgress drill={view} />}
    </>
  );
}
