import type { DrillView } from '#core/view';
import { effectWords } from '../../i18n/en.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Spinner } from '../../ui/spinner.tsx';

type StepState = 'done' | 'now' | 'later';

/** How far a drill is, then what came of it. */
export function DrillProgress({ drill }: { drill: DrillView }) {
  return (
    <Card title={titles[drill.state]} actions={<SessionLink drill={drill} />} testId="drill">
      <div class="drill-result" role="status" data-state={drill.state}>
        <ol class="steps">
          {stepsOf(drill).map(({ text, state }) => (
            <li key={text} data-state={state}>
              {state === 'done' ? (
                <Icon name="check-circle" large />
              ) : state === 'now' ? (
                <Spinner />
              ) : (
                <span class="step-dot" />
              )}
              <span>
                {text}
                <span class="visually-hidden">
                  {state === 'done' ? ', done' : state === 'now' ? ', now' : ', not yet'}
                </span>
              </span>
            </li>
          ))}
        </ol>
        {drill.state === 'failed' ? (
          <NoticeBanner tone="critical" title="The drill did not get to a decision" live="none">
            <p>{drill.detail ?? 'The call ended before anybody was held.'}</p>
          </NoticeBanner>
        ) : null}
        {drill.state === 'done' ? <Result drill={drill} /> : null}
      </div>
    </Card>
  );
}

const titles: Record<DrillView['state'], string> = {
  placing: 'Placing the call',
  running: 'The call is on its way',
  done: 'Stopped',
  failed: 'Drill failed',
};

function Result({ drill }: { drill: DrillView }) {
  return (
    <>
      <div class="stack stack-tight">
        <p class="drill-big" data-testid="held-after">
          {drill.heldAfterMs === undefined ? '–' : (drill.heldAfterMs / 1000).toFixed(1)}
          <small>s from first speech to hold</small>
        </p>
        <p class="small soft">
          {drill.heldAfterMs === 0 ? 'The caller was held before saying a word. ' : ''}
          Decision: {drill.decision === undefined ? 'none' : effectWords[drill.decision]}.
        </p>
      </div>
      <div class="stack stack-tight">
        <h3>Why</h3>
        <ul class="bullets soft" data-testid="drill-reasons">
          {drill.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
    </>
  );
}

function SessionLink({ drill }: { drill: DrillView }) {
  if (drill.session === undefined) return null;
  return (
    <LinkButton href={`/console/sessions/${encodeURIComponent(drill.session)}`} icon="pulse" size="small">
      Watch the session
    </LinkButton>
  );
}

function stepsOf(drill: DrillView): { text: string; state: StepState }[] {
  const reached = { placing: 0, running: 1, done: 3, failed: drill.session === undefined ? 0 : 1 }[drill.state];
  const isOver = drill.state === 'failed';
  const at = (index: number): StepState => (index < reached ? 'done' : index === reached && !isOver ? 'now' : 'later');
  return [
    { text: 'The gateway places a call through its own SIP door', state: at(0) },
    { text: 'A synthetic voice calls under a colleague’s name', state: at(1) },
    { text: 'The caller is held, and the colleague is asked', state: at(2) },
  ];
}
