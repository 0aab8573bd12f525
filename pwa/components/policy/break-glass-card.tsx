import { useState } from 'preact/hooks';
import { readPaths } from '../../data/api.ts';
import { useApp } from '../../data/app-context.ts';
import { breakGlassAt, type BreakGlass } from '../../data/break-glass.ts';
import { useResource } from '../../data/use-resource.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import { AsOf, ReadProblem } from '../as-of.tsx';
import { focusHeading } from '../focus-heading.ts';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import type { Names } from './names.ts';
import { usePolicyApi } from './use-policy-api.ts';

/** Lets calls go on unchecked for half an hour: one admin asks, another begins it, and everybody sees it. */
export function BreakGlassCard({ names }: { names: Names }) {
  const { api: reads } = useApp();
  const api = usePolicyApi();
  const write = useWrite();
  const read = useResource(readPaths.breakGlass(), reads.breakGlass, 5000);
  const nowMs = useNow(1000);
  const { active, requested } = breakGlassAt(read.value.value, nowMs);
  const carryOut = async (work: () => Promise<unknown>): Promise<void> => {
    if ((await write.run(work)) !== undefined) focusHeading();
    void read.refresh();
  };
  return (
    <Card
      title="Break-glass"
      subtitle="For when checks themselves stop work: at most 30 minutes, two admins, seen by all"
      actions={<AsOf of={read} />}
      testId="break-glass"
    >
      <div class="stack">
        <ReadProblem of={read} />
        <WriteProblem problem={write.problem} />
        {read.value.value === undefined ? (
          read.loading.value ? (
            <Skeleton lines={3} />
          ) : null
        ) : active !== undefined ? (
          <Running
            active={active}
            names={names}
            busy={write.busy}
            onEnd={() => void carryOut(() => api.endBreakGlass(active.id))}
          />
        ) : requested === undefined ? (
          <Ask busy={write.busy} onAsk={(reason) => void carryOut(() => api.askBreakGlass(reason))} />
        ) : (
          <Requested
            requested={requested}
            names={names}
            busy={write.busy}
            onApprove={() => void carryOut(() => api.approveBreakGlass(requested.id))}
            onWithdraw={() => void carryOut(() => api.endBreakGlass(requested.id))}
          />
        )}
      </div>
    </Card>
  );
}

function Ask({ busy, onAsk }: { busy: boolean; onAsk: (reason: string) => void }) {
  const reason = useWriteReason();
  const [why, setWhy] = useState('');
  const off = reason ?? (why.trim() === '' ? 'Write down why first.' : undefined);
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (off === undefined) onAsk(why.trim());
      }}
    >
      <p class="soft">
        While it runs nobody is asked, held or removed. What policy would have done is recorded, all protected people
        see a banner, and the security team is told when it begins and ends. It begins only when another admin approves.
      </p>
      <Field label="Why" value={why} onInput={setWhy} multiline input={{ maxLength: 300 }} />
      <div>
        <Button
          type="submit"
          variant="danger-soft"
          icon="alert"
          busy={busy}
          disabledReason={off}
          testId="break-glass-ask"
        >
          Ask for break-glass
        </Button>
      </div>
    </form>
  );
}

type RequestedProps = {
  requested: BreakGlass;
  names: Names;
  busy: boolean;
  onApprove: () => void;
  onWithdraw: () => void;
};

function Requested({ requested, names, busy, onApprove, onWithdraw }: RequestedProps) {
  const reason = useWriteReason();
  const mine = useApp().me.value?.person.id === requested.requestedBy;
  const barred = reason ?? (mine ? 'You asked for it: another admin has to approve it.' : undefined);
  return (
    <>
      <NoticeBanner tone="caution" icon="hourglass" title={`${names.of(requested.requestedBy)} asks for break-glass`}>
        <p class="small">“{requested.reason}”</p>
        {requested.expiresAtMs === undefined ? null : (
          <p class="small soft" aria-live="off">
            It can be approved for <Time atMs={requested.expiresAtMs} as="left" />.
          </p>
        )}
      </NoticeBanner>
      <div class="row">
        <Button variant="danger" busy={busy} disabledReason={barred} onClick={onApprove} testId="break-glass-approve">
          Approve: nobody is asked or held for 30 minutes
        </Button>
        <Button busy={busy} disabledReason={reason} onClick={onWithdraw}>
          {mine ? 'Withdraw' : 'Refuse'}
        </Button>
      </div>
      {barred === undefined ? null : <p class="small soft">{barred}</p>}
    </>
  );
}

type RunningProps = { active: BreakGlass & { untilMs: number }; names: Names; busy: boolean; onEnd: () => void };

function Running({ active, names, busy, onEnd }: RunningProps) {
  const reason = useWriteReason();
  return (
    <>
      <NoticeBanner tone="critical" title="It is running: nobody is asked or held" live="none">
        <p class="break-glass-left" role="timer" data-testid="break-glass-left">
          <Time atMs={active.untilMs} as="left" />
        </p>
        <p class="small">
          “{active.reason}” – asked by {names.of(active.requestedBy)}
          {active.approvedBy === undefined ? '' : `, approved by ${names.of(active.approvedBy)}`}.
        </p>
      </NoticeBanner>
      <div>
        <Button variant="primary" busy={busy} disabledReason={reason} onClick={onEnd} testId="break-glass-end">
          End it now
        </Button>
      </div>
    </>
  );
}
