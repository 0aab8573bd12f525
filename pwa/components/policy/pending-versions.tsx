import { useApp } from '../../data/app-context.ts';
import type { PolicyVersion } from '../../data/console/policy-api.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Time } from '../../ui/time.tsx';
import { focusHeading } from '../focus-heading.ts';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import { withNames, type Names } from './names.ts';
import { Weakening } from './policy-review.tsx';
import { usePolicyApi } from './use-policy-api.ts';
import { approvalReason } from './version-words.ts';

export type PendingProps = {
  version: PolicyVersion;
  activeVersion: number;
  names: Names;
  onShow: (version: PolicyVersion) => void;
  onDone: () => void;
};

/** A weaker version that waits for a second admin. Who proposed it sees why he cannot approve it. */
export function PendingVersion({ version, activeVersion, names, onShow, onDone }: PendingProps) {
  const api = usePolicyApi();
  const { me, toasts } = useApp();
  const reason = useWriteReason();
  const write = useWrite();
  const barred = reason ?? approvalReason(version, activeVersion, me.value?.person.id);
  const decide = async (verb: 'approve' | 'reject'): Promise<void> => {
    const done = await write.run(() => api[verb](version.version));
    if (done === undefined) return;
    toasts.show(
      verb === 'approve' ? `Version ${version.version} is in force.` : `Version ${version.version} is rejected.`,
    );
    focusHeading();
    onDone();
  };
  return (
    <Card
      title={`Version ${version.version} waits for a second admin`}
      subtitle={
        <>
          Proposed by {names.of(version.proposedBy)}, <Time atMs={version.proposedAtMs} />
        </>
      }
      testId="pending-version"
    >
      <div class="stack">
        {version.note === '' ? null : <p>“{version.note}”</p>}
        <Weakening weakens={version.weakens.map((words) => withNames(words, names))} />
        <WriteProblem problem={write.problem} />
        <div class="row">
          <Button
            variant="primary"
            icon="check"
            busy={write.busy}
            disabledReason={barred}
            onClick={() => void decide('approve')}
            testId="policy-approve"
          >
            Approve
          </Button>
          <Button
            variant="danger-soft"
            busy={write.busy}
            disabledReason={reason}
            onClick={() => void decide('reject')}
            testId="policy-reject"
          >
            Reject
          </Button>
          <Button variant="quiet" onClick={() => onShow(version)}>
            Show what changes
          </Button>
        </div>
        {barred === undefined ? null : <p class="small soft">{barred}</p>}
      </div>
    </Card>
  );
}
