import '../../styles/console.css';
import '../../styles/evidence.css';
import '../../styles/people.css';
import '../../styles/policy.css';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { AsOf, ReadProblem } from '../../components/as-of.tsx';
import { BreakGlassCard } from '../../components/policy/break-glass-card.tsx';
import type { Names } from '../../components/policy/names.ts';
import { PendingVersion } from '../../components/policy/pending-versions.tsx';
import { PolicyEditor } from '../../components/policy/policy-editor.tsx';
import { PolicyInWords } from '../../components/policy/policy-in-words.tsx';
import { useNames } from '../../components/policy/use-names.ts';
import { usePolicyApi } from '../../components/policy/use-policy-api.ts';
import { VersionDialog } from '../../components/policy/version-dialog.tsx';
import { VersionTable } from '../../components/policy/version-table.tsx';
import { focusHeading } from '../../components/focus-heading.ts';
import { useTitle } from '../../components/use-title.ts';
import { useWriteReason } from '../../components/use-write.ts';
import { useApp } from '../../data/app-context.ts';
import { policyPaths, type PolicyList, type PolicyVersion } from '../../data/console/policy-api.ts';
import { useResource } from '../../data/use-resource.ts';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TabNav } from '../../ui/tabs.tsx';

const views = { active: 'In force', edit: 'Change', history: 'History', 'break-glass': 'Break-glass' } as const;
type View = keyof typeof views;
const allViews = Object.keys(views) as View[];

/** What is done at which risk: read it, change it, see how the past would have gone, go back. */
export function PoliciesPage() {
  useTitle('Policies');
  const api = usePolicyApi();
  const names = useNames();
  const { toasts } = useApp();
  const { query, route } = useLocation();
  const policies = useResource(policyPaths.policies(), api.policies, 15_000);
  const list = policies.value.value;
  const view = allViews.find((one) => one === query['view']) ?? 'active';
  // A draft is not begun from what was in force at the last visit, unless there is no network.
  const isEarly = view === 'edit' && policies.loading.value;
  const saved = (version: PolicyVersion): void => {
    toasts.show(
      version.state === 'pending'
        ? `Version ${version.version} waits for a second admin.`
        : `Version ${version.version} is in force.`,
    );
    void policies.refresh();
    route('/console/policies');
    window.scrollTo(0, 0);
    focusHeading();
  };
  return (
    <>
      <PageHead title="Policies" subtitle="What is done at which risk" actions={<AsOf of={policies} />} />
      <div class="stack">
        <TabNav
          label="Policies"
          items={allViews.map((one) => ({
            href: one === 'active' ? '/console/policies' : `/console/policies?view=${one}`,
            label: views[one],
            current: one === view,
          }))}
        />
        {view === 'break-glass' ? (
          <BreakGlassCard names={names} />
        ) : (
          <>
            <ReadProblem of={policies} />
            {list === undefined || isEarly ? (
              policies.loading.value ? (
                <Skeleton lines={6} />
              ) : null
            ) : (
              <Body view={view} list={list} names={names} onSaved={saved} onChanged={() => void policies.refresh()} />
            )}
          </>
        )}
      </div>
    </>
  );
}

type BodyProps = {
  view: Exclude<View, 'break-glass'>;
  list: PolicyList;
  names: Names;
  onSaved: (version: PolicyVersion) => void;
  onChanged: () => void;
};

type Shown = { version: PolicyVersion; rollback: boolean };

function Body({ view, list: { active, versions }, names, onSaved, onChanged }: BodyProps) {
  const reason = useWriteReason();
  const [shown, setShown] = useState<Shown | undefined>(undefined);
  const pending = versions.filter(({ state }) => state === 'pending');
  if (view === 'edit') return <PolicyEditor active={active} names={names} onSaved={onSaved} />;
  return (
    <>
      {pending.map((version) => (
        <PendingVersion
          key={version.version}
          version={version}
          activeVersion={active.version}
          names={names}
          onShow={(one) => setShown({ version: one, rollback: false })}
          onDone={onChanged}
        />
      ))}
      {view === 'active' ? (
        <>
          <h2>Version {active.version}</h2>
          <PolicyInWords policy={active.policy} names={names} />
        </>
      ) : (
        <Card flush>
          <VersionTable
            versions={versions}
            names={names}
            disabledReason={reason}
            onShow={(version) => setShown({ version, rollback: false })}
            onRollback={(version) => setShown({ version, rollback: true })}
          />
        </Card>
      )}
      {shown === undefined ? null : (
        <VersionDialog
          key={shown.version.version}
          {...shown}
          active={active}
          names={names}
          onRolledBack={(version) => {
            setShown(undefined);
            onSaved(version);
          }}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}
