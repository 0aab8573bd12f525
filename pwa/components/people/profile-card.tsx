import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../../data/app-context.ts';
import {
  profilePaths,
  type ProfileFeature,
  type ProfileState,
  type ProfileValue,
} from '../../data/console/profile-api.ts';
import { useResource } from '../../data/use-resource.ts';
import { featureWords, profileStateWords } from '../../i18n/en-profile.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AsOf, ReadProblem } from '../as-of.tsx';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import { FeatureValues } from './feature-values.tsx';
import { NumberList } from './number-list.tsx';
import { signInText } from './number-words.ts';
import { countText, featureLabel, inOrder, sessionsText, valueText } from './profile-words.ts';
import { useProfileApi } from './use-profile-api.ts';

type Forgetting = { feature: ProfileFeature; value: ProfileValue };

/** What is usual for a person: each feature with its state and its values, any of which can be forgotten. */
export function ProfileCard({ personId, name }: { personId: string; name: string }) {
  const api = useProfileApi();
  const { toasts } = useApp();
  const list = useRef<HTMLDivElement>(null);
  const forgottenOf = useRef<string | undefined>(undefined);
  const write = useWrite();
  const reason = useWriteReason();
  const profile = useResource(profilePaths.profile(personId), () => api.profile(personId), 30_000);
  const [forgetting, setForgetting] = useState<Forgetting | undefined>(undefined);
  const view = profile.value.value;
  const tried = view === undefined ? undefined : signInText(view.signIns);
  const forget = async ({ feature, value }: Forgetting): Promise<void> => {
    const forgotten = await write.run(() => api.forget(personId, feature.feature, value.value));
    setForgetting(undefined);
    if (forgotten === undefined) return;
    forgottenOf.current = feature.feature;
    profile.accept(forgotten.value);
    toasts.show(`${valueText(feature.feature, value)} is forgotten.`);
  };
  // The button that was pressed goes with the value: whoever works by keyboard goes on where it was.
  useEffect(() => {
    if (forgetting !== undefined || forgottenOf.current === undefined) return;
    const own = list.current?.querySelector<HTMLElement>(`[data-feature="${forgottenOf.current}"] > summary`);
    (own ?? list.current?.querySelector<HTMLElement>('summary'))?.focus();
    forgottenOf.current = undefined;
  }, [forgetting]);
  return (
    <Card
      title="What is usual"
      subtitle={view === undefined ? undefined : sessionsText(view.sessions)}
      actions={
        <>
          {view === undefined ? null : <StateBadge state={view.state} />}
          <AsOf of={profile} />
        </>
      }
      testId="profile"
    >
      <div class="stack" ref={list}>
        <ReadProblem of={profile} />
        <WriteProblem problem={write.problem} />
        {view === undefined && profile.loading.value ? <Skeleton lines={5} /> : null}
        {view === undefined ? null : <p class="small soft">{profileStateWords[view.state].why}</p>}
        {view?.features.length === 0 ? (
          <EmptyState icon="hourglass" title="It builds itself">
            Sign-ins, calls and meetings that pass quietly teach what is usual. {name} has to do nothing for it.
          </EmptyState>
        ) : null}
        {inOrder(view?.features ?? []).map((feature) => (
          <Feature
            key={feature.feature}
            feature={feature}
            disabledReason={reason}
            onForget={(value) => setForgetting({ feature, value })}
          />
        ))}
        {view === undefined ? null : <NumberList numbers={view.numbers} />}
        {tried === undefined ? null : <p class="small soft">{tried}</p>}
      </div>
      <ConfirmDialog
        open={forgetting !== undefined}
        title={forgetting === undefined ? '' : `Forget ${valueText(forgetting.feature.feature, forgetting.value)}?`}
        confirmLabel="Forget it"
        danger
        busy={write.busy}
        onConfirm={() => {
          if (forgetting !== undefined) void forget(forgetting);
        }}
        onClose={() => setForgetting(undefined)}
      >
        It will be as new for {name}: the next time it is seen, it counts as unusual. That it was forgotten goes into
        the audit; the value itself does not.
      </ConfirmDialog>
    </Card>
  );
}

export function StateBadge({ state }: { state: ProfileState }) {
  const { label, why, tone, icon } = profileStateWords[state];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
      <span class="visually-hidden">. {why}</span>
    </Badge>
  );
}

type FeatureProps = {
  feature: ProfileFeature;
  disabledReason: string | undefined;
  onForget: (value: ProfileValue) => void;
};

function Feature({ feature, disabledReason, onForget }: FeatureProps) {
  const [all, setAll] = useState(false);
  const values = feature.values.toSorted((a, b) => b.count - a.count);
  const shown = all ? values : values.slice(0, 8);
  const label = featureLabel(feature.feature);
  return (
    <details class="feature" data-testid="feature" data-feature={feature.feature}>
      <summary>
        <span class="feature-name">
          <span class="strong">{label}</span>
          <span class="small faint">{featureWords[feature.feature]?.what}</span>
        </span>
        <span class="row row-tight">
          <span class="small soft nowrap">
            {values.length === 1 ? '1 value' : `${values.length} values`}, seen {countText(feature.count)}×
          </span>
          <StateBadge state={feature.state} />
        </span>
      </summary>
      <FeatureValues
        label={label}
        feature={feature}
        values={shown}
        disabledReason={disabledReason}
        onForget={onForget}
      />
      {values.length > shown.length ? (
        <Button size="small" onClick={() => setAll(true)}>
          Show all {values.length}
        </Button>
      ) : null}
    </details>
  );
}
