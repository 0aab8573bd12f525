import type { Policy } from '#core/policy-model';
import { policyPaths, type PolicyVersion } from '../../data/console/policy-api.ts';
import { useResource } from '../../data/use-resource.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { dayText } from '../../ui/time-words.ts';
import { useNow } from '../../ui/use-now.ts';
import { ReadProblem } from '../as-of.tsx';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import type { Names } from './names.ts';
import { reviewOf } from './policy-draft.ts';
import { Weakening } from './policy-review.tsx';
import { policyParagraphs } from './policy-words.ts';
import { usePolicyApi } from './use-policy-api.ts';

export type VersionDialogProps = {
  version: PolicyVersion;
  active: { version: number; policy: Policy };
  names: Names;
  /** Whether it is to be put in force again. */
  rollback: boolean;
  onRolledBack: (saved: PolicyVersion) => void;
  onClose: () => void;
};

/** One version: what it would change against the one in force, and all of it in words. */
export function VersionDialog({ version, active, names, rollback, onRolledBack, onClose }: VersionDialogProps) {
  const api = usePolicyApi();
  const reason = useWriteReason();
  const write = useWrite();
  const read = useResource(policyPaths.version(version.version), () => api.version(version.version));
  const policy = read.value.value?.policy;
  const carryOut = async (): Promise<void> => {
    const saved = await write.run(() => api.rollback(version.version));
    if (saved !== undefined) onRolledBack(saved.value);
  };
  return (
    <Dialog
      open
      title={rollback ? `Roll back to version ${version.version}?` : `Version ${version.version}`}
      kind="dialog-wide"
      onClose={onClose}
      testId="version-dialog"
      actions={
        <>
          <Button onClick={onClose} autoFocus>
            {rollback ? 'Cancel' : 'Close'}
          </Button>
          {rollback ? (
            <Button
              variant="primary"
              busy={write.busy}
              disabledReason={reason ?? (policy === undefined ? 'It is not loaded yet.' : undefined)}
              onClick={() => void carryOut()}
              testId="confirm"
            >
              Roll back
            </Button>
          ) : null}
        </>
      }
    >
      <ReadProblem of={read} />
      <WriteProblem problem={write.problem} />
      {policy === undefined ? (
        read.loading.value ? (
          <Skeleton lines={5} />
        ) : null
      ) : (
        <Content policy={policy} active={active} names={names} />
      )}
    </Dialog>
  );
}

function Content({ policy, active, names }: { policy: Policy } & Pick<VersionDialogProps, 'active' | 'names'>) {
  const nowMs = useNow(60_000);
  const review = reviewOf(active.policy, policy, names, nowMs);
  return (
    <div class="stack">
      {review.changes.length === 0 ? (
        <p class="soft">It has the same rules as version {active.version}, which is in force.</p>
      ) : (
        <div class="stack stack-tight">
          <h3>Against version {active.version}, which is in force</h3>
          <ul class="changes">
            {review.changes.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </div>
      )}
      {review.weakens.length === 0 ? null : <Weakening weakens={review.weakens} />}
      <details>
        <summary>All of it in words</summary>
        <div class="stack">
          {policyParagraphs(policy, names, dayText)
            .filter(({ lines }) => lines.length > 0)
            .map(({ title, lines }) => (
              <section key={title} class="stack stack-tight">
                <h3>{title}</h3>
                <ul class="changes">
                  {lines.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              </section>
            ))}
        </div>
      </details>
    </div>
  );
}
