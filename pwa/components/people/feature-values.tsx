import type { ProfileFeature, ProfileValue } from '../../data/console/profile-api.ts';
import { Button } from '../../ui/button.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { countText, sourceText, valueText } from './profile-words.ts';

export type FeatureValuesProps = {
  label: string;
  feature: ProfileFeature;
  values: readonly ProfileValue[];
  disabledReason: string | undefined;
  onForget: (value: ProfileValue) => void;
};

/** When the feature was seen first and last, and each value with its own count. */
export function FeatureValues({ label, feature, values, disabledReason, onForget }: FeatureValuesProps) {
  return (
    <>
      {feature.firstAtMs === undefined || feature.lastAtMs === undefined ? null : (
        <p class="small faint">
          First seen <Time atMs={feature.firstAtMs} />, last <Time atMs={feature.lastAtMs} as="ago" />
        </p>
      )}
      <Table
        label={label}
        columns={columnsOf(feature.feature, disabledReason, onForget)}
        rows={values}
        rowKey={(value) => value.value}
      />
    </>
  );
}

function columnsOf(
  feature: string,
  disabledReason: string | undefined,
  onForget: (value: ProfileValue) => void,
): readonly Column<ProfileValue>[] {
  return [
    {
      key: 'value',
      label: 'Value',
      full: true,
      cell: (row) => (
        <span class="feature-value">
          {valueText(feature, row)}
          <span class="small faint">from {sourceText(row.source)}</span>
        </span>
      ),
    },
    { key: 'count', label: 'Seen', labelled: true, numeric: true, cell: (row) => countText(row.count) },
    { key: 'first', label: 'First', labelled: true, cell: (row) => <Moment atMs={row.firstAtMs} /> },
    { key: 'last', label: 'Last', labelled: true, cell: (row) => <Moment atMs={row.lastAtMs} /> },
    {
      key: 'do',
      label: 'Actions',
      cell: (row) => (
        <Button size="small" disabledReason={disabledReason} onClick={() => onForget(row)}>
          Forget<span class="visually-hidden"> {valueText(feature, row)}</span>
        </Button>
      ),
    },
  ];
}

function Moment({ atMs }: { atMs: number }) {
  return (
    <span class="small soft nowrap">
      <Time atMs={atMs} />
    </span>
  );
}
