import { useState } from 'preact/hooks';
import { policyHash } from '#core/policy-hash';
import type { Policy } from '#core/policy-model';
import type { PolicyVersion, Rehearsal } from '../../data/console/policy-api.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import type { Names } from './names.ts';
import { saveFault, type Review } from './policy-draft.ts';
import { RehearsalResult } from './rehearsal-result.tsx';
import { usePolicyApi } from './use-policy-api.ts';

export type PolicyReviewProps = {
  /** What the draft was begun from. */
  active: { version: number; policy: Policy };
  /** The version that came into force since. */
  overtakenBy: number | undefined;
  draft: Policy;
  review: Review;
  names: Names;
  onReset: () => void;
  onSaved: (saved: PolicyVersion) => void;
};

/** Of which draft it is the rehearsal; without a result where rehearsing failed, so that a tightening is not locked out. */
type Rehearsed = { hash: string; result?: Rehearsal };

/** What a draft changes, whether it weakens, how it would have gone, and only then the button that saves it. */
export function PolicyReview({ active, overtakenBy, draft, review, names, onReset, onSaved }: PolicyReviewProps) {
  const api = usePolicyApi();
  const reason = useWriteReason();
  const rehearsing = useWrite();
  const saving = useWrite();
  const [rehearsed, setRehearsed] = useState<Rehearsed | undefined>(undefined);
  const [note, setNote] = useState('');
  const hash = policyHash(draft);
  const isRehearsed = rehearsed?.hash === hash;
  const unchanged = review.changes.length === 0 ? 'Nothing was changed.' : undefined;
  const weaker = review.weakens.length > 0;
  const overtaken =
    overtakenBy === undefined
      ? undefined
      : `Version ${overtakenBy} came into force since you began. Note your changes, and start over from it.`;
  const barred = reason ?? overtaken ?? saveFault(review, isRehearsed, note);
  const rehearse = async (): Promise<void> => {
    const done = await rehearsing.run(() => api.rehearse(draft));
    setRehearsed(done === undefined ? { hash } : { hash, result: done.value });
  };
  const save = async (): Promise<void> => {
    const saved = await saving.run(() => api.save({ policy: draft, note: note.trim(), basedOn: active.version }));
    if (saved !== undefined) onSaved(saved.value);
  };
  return (
    <div class="editor-review">
      <Card
        title="What would change"
        subtitle={`Against version ${active.version}${overtaken === undefined ? ', which is in force' : ''}`}
      >
        <div class="stack">
          {overtaken === undefined ? null : (
            <NoticeBanner tone="caution" small>
              {overtaken}
            </NoticeBanner>
          )}
          <Changes review={review} />
          <Button
            icon="play"
            busy={rehearsing.busy}
            disabledReason={reason ?? review.problems[0]?.reason ?? unchanged}
            onClick={() => void rehearse()}
            testId="rehearse"
          >
            Rehearse on your own history
          </Button>
          <WriteProblem problem={rehearsing.problem} />
          {rehearsed?.result === undefined ? null : (
            <RehearsalResult rehearsal={rehearsed.result} names={names} stale={!isRehearsed} />
          )}
          <Field
            label="Why"
            value={note}
            onInput={setNote}
            hint="For those who read the history."
            multiline
            input={{ maxLength: 500 }}
          />
          <WriteProblem problem={saving.problem} />
          <div class="row">
            <Button
              variant="primary"
              busy={saving.busy}
              disabledReason={barred}
              onClick={() => void save()}
              testId="policy-save"
            >
              {weaker ? 'Propose to a second admin' : 'Put in force'}
            </Button>
            <Button variant="quiet" disabledReason={overtaken === undefined ? unchanged : undefined} onClick={onReset}>
              Start over
            </Button>
          </div>
          {unchanged !== undefined || barred === undefined ? null : <p class="small soft">{barred}</p>}
        </div>
      </Card>
    </div>
  );
}

function Changes({ review: { changes, weakens, problems } }: { review: Review }) {
  if (changes.length === 0) return <p class="small soft">Nothing yet. Each change is listed here.</p>;
  return (
    <>
      <ul class="changes" data-testid="policy-changes">
        {changes.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {problems.length === 0 ? null : (
        <NoticeBanner tone="critical" small title="It cannot be saved like this" testId="policy-problems">
          <ul>
            {problems.map(({ path, reason }) => (
              <li key={`${path} ${reason}`}>{reason}</li>
            ))}
          </ul>
        </NoticeBanner>
      )}
      {weakens.length === 0 ? null : <Weakening weakens={weakens} />}
    </>
  );
}

/** Each way in which a version is weaker than the one before it. */
export function Weakening({ weakens }: { weakens: readonly string[] }) {
  return (
    <NoticeBanner
      tone="caution"
      small
      title="This weakens the policy, so a second admin has to approve it"
      testId="weakens"
    >
      <ul>
        {weakens.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </NoticeBanner>
  );
}
