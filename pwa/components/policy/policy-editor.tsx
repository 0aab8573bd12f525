import type { ComponentType } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Policy } from '#core/policy-model';
import type { PolicyVersion } from '../../data/console/policy-api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/card.tsx';
import { useNow } from '../../ui/use-now.ts';
import { BandsEditor } from './bands-editor.tsx';
import { ExceptionsEditor } from './exceptions-editor.tsx';
import { FloorsEditor } from './floors-editor.tsx';
import { GroupsEditor } from './groups-editor.tsx';
import type { Names } from './names.ts';
import { problemAt, reviewOf } from './policy-draft.ts';
import type { PartProps } from './policy-parts.ts';
import { PolicyReview } from './policy-review.tsx';
import { SchedulesEditor } from './schedules-editor.tsx';
import { ChannelsEditor, CriticalEditor, MethodsEditor } from './small-editors.tsx';

type Part = {
  at: string;
  title: string;
  what: string;
  count?: (draft: Policy) => number;
  Editor: ComponentType<PartProps>;
};

const parts: readonly Part[] = [
  {
    at: 'floors',
    title: 'Whatever the sum says',
    what: 'Rules that hold at any risk',
    count: ({ floors }) => floors.length,
    Editor: FloorsEditor,
  },
  {
    at: 'critical',
    title: 'Protected-critical people',
    what: 'Whoever uses their names is held instead of asked',
    count: ({ critical }) => critical.personIds.length,
    Editor: CriticalEditor,
  },
  {
    at: 'groups',
    title: 'Groups',
    what: 'Stricter rules for some names',
    count: ({ groups }) => groups.length,
    Editor: GroupsEditor,
  },
  { at: 'channels', title: 'Channels', what: 'Stricter on phone or in the browser', Editor: ChannelsEditor },
  {
    at: 'schedules',
    title: 'Hours',
    what: 'Stricter at some hours',
    count: ({ schedules }) => schedules.length,
    Editor: SchedulesEditor,
  },
  { at: 'methods', title: 'How people are asked', what: 'Methods for each band', Editor: MethodsEditor },
  {
    at: 'exceptions',
    title: 'Exceptions',
    what: 'Spared until a day',
    count: ({ exceptions }) => exceptions.length,
    Editor: ExceptionsEditor,
  },
];

export type PolicyEditorProps = {
  active: { version: number; policy: Policy };
  names: Names;
  onSaved: (saved: PolicyVersion) => void;
};

/**
 * A draft of the next version, with what it would change beside it. Nothing is stored before it is saved, and nothing of
 * a draft is lost when another version comes into force meanwhile: it is only said.
 */
export function PolicyEditor({ active, names, onSaved }: PolicyEditorProps) {
  const [base, setBase] = useState(active);
  const [draft, setDraft] = useState<Policy>(active.policy);
  const nowMs = useNow(60_000);
  const review = useMemo(() => reviewOf(base.policy, draft, names, nowMs), [base, draft, names, nowMs]);
  const restart = (): void => {
    setBase(active);
    setDraft(active.policy);
  };
  const isOvertaken = active.version !== base.version;
  useEffect(() => {
    if (isOvertaken && draft === base.policy) restart();
  }, [isOvertaken]);
  const onChange = (part: Partial<Policy>): void => setDraft({ ...draft, ...part });
  const given = { draft, problems: review.problems, names, onChange };
  return (
    <div class="columns editor-columns">
      <div class="stack">
        <Card title="From which risk on">
          <BandsEditor
            bands={draft.bands}
            onChange={(bands) => onChange({ bands })}
            error={problemAt(review.problems, 'bands')}
            testId="bands"
          />
        </Card>
        {parts.map((part) => (
          <EditorPart key={part.at} part={part} given={given} />
        ))}
      </div>
      <PolicyReview
        active={base}
        overtakenBy={isOvertaken ? active.version : undefined}
        draft={draft}
        review={review}
        names={names}
        onReset={restart}
        onSaved={onSaved}
      />
    </div>
  );
}

function EditorPart({ part: { at, title, what, count, Editor }, given }: { part: Part; given: PartProps }) {
  const problem = problemAt(given.problems, at);
  return (
    <details class="feature editor-part">
      <summary>
        <span class="feature-name">
          <h2>{title}</h2>
          <span class="small faint">{what}</span>
        </span>
        {problem === undefined ? null : (
          <Badge tone="critical" icon="alert">
            Cannot be saved
          </Badge>
        )}
        {count === undefined ? null : <span class="count">{count(given.draft)}</span>}
      </summary>
      <div class="editor-fields">
        <Editor {...given} />
      </div>
    </details>
  );
}
