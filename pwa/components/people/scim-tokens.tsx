import { useState } from 'preact/hooks';
import { peoplePaths, type ScimToken } from '../../data/console/people-api.ts';
import { useResource } from '../../data/use-resource.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { CopyLine } from '../../ui/copy-button.tsx';
import { Field } from '../../ui/field.tsx';
import { Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { ReadProblem } from '../as-of.tsx';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import { usePeopleApi } from './use-people-api.ts';

type Made = { name: string; token: string };

/** Keys with which a directory provisions people. Each is shown once: only its hash is stored. */
export function ScimTokens() {
  const api = usePeopleApi();
  const write = useWrite();
  const reason = useWriteReason();
  const tokens = useResource(peoplePaths.scimTokens(), api.scimTokens);
  const [made, setMade] = useState<Made | undefined>(undefined);
  const [revoking, setRevoking] = useState<ScimToken | undefined>(undefined);
  const rows = tokens.value.value?.tokens;
  const make = async (name: string): Promise<void> => {
    const added = await write.run(() => api.addScimToken(name));
    if (added === undefined) return;
    setMade({ name, token: added.value.token });
    void tokens.refresh();
  };
  const revoke = async (token: ScimToken): Promise<void> => {
    await write.run(() => api.revokeScimToken(token.id));
    setRevoking(undefined);
    void tokens.refresh();
  };
  return (
    <Card
      title="Provisioning by SCIM"
      subtitle="Your directory adds, changes and deactivates people and teams by itself"
    >
      <div class="stack">
        <div class="stack stack-tight">
          <span class="field-label">Base address for your directory</span>
          <CopyLine text={`${location.origin}/scim/v2`} label="SCIM base address" />
        </div>
        {made === undefined ? (
          <NewToken busy={write.busy} disabledReason={reason} onMake={(name) => void make(name)} />
        ) : (
          <NoticeBanner tone="positive" icon="key" title={`Token for ${made.name}`} testId="scim-token">
            <p class="small">Copy it now: it is not shown again.</p>
            <CopyLine text={made.token} label={`SCIM token for ${made.name}`} />
            <div>
              <Button size="small" onClick={() => setMade(undefined)}>
                I have copied it
              </Button>
            </div>
          </NoticeBanner>
        )}
        <WriteProblem problem={write.problem} />
        <ReadProblem of={tokens} />
        {rows === undefined || rows.length === 0 ? null : (
          <TokenTable rows={rows} disabledReason={reason} onRevoke={setRevoking} />
        )}
      </div>
      <ConfirmDialog
        open={revoking !== undefined}
        title={`Revoke the token for ${revoking?.name ?? ''}?`}
        confirmLabel="Revoke"
        danger
        busy={write.busy}
        onConfirm={() => {
          if (revoking !== undefined) void revoke(revoking);
        }}
        onClose={() => setRevoking(undefined)}
      >
        Whatever uses it can no longer add or change people. What it did so far stays.
      </ConfirmDialog>
    </Card>
  );
}

type NewProps = { busy: boolean; disabledReason: string | undefined; onMake: (name: string) => void };

function NewToken({ busy, disabledReason, onMake }: NewProps) {
  const [name, setName] = useState('');
  const off = disabledReason ?? (name.trim() === '' ? 'Name what will use it first.' : undefined);
  return (
    <form
      class="toolbar"
      onSubmit={(event) => {
        event.preventDefault();
        if (off === undefined) onMake(name.trim());
      }}
    >
      <div class="grow">
        <Field
          label="New token for"
          value={name}
          onInput={setName}
          input={{ maxLength: 80, placeholder: 'The directory that will use it', autocomplete: 'off' }}
        />
      </div>
      <Button type="submit" icon="key" busy={busy} disabledReason={off}>
        Make a token
      </Button>
    </form>
  );
}

type TableProps = {
  rows: readonly ScimToken[];
  disabledReason: string | undefined;
  onRevoke: (token: ScimToken) => void;
};

function TokenTable({ rows, disabledReason, onRevoke }: TableProps) {
  return (
    <Table
      label="SCIM tokens"
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: 'name', label: 'Token', full: true, cell: (row) => <span class="strong">{row.name}</span> },
        { key: 'made', label: 'Made', labelled: true, cell: (row) => <Time atMs={row.createdAtMs} /> },
        {
          key: 'used',
          label: 'Last used',
          labelled: true,
          cell: (row) => (row.usedAtMs === undefined ? 'never' : <Time atMs={row.usedAtMs} as="ago" />),
        },
        {
          key: 'do',
          label: 'Actions',
          cell: (row) => (
            <Button size="small" variant="danger-soft" disabledReason={disabledReason} onClick={() => onRevoke(row)}>
              Revoke<span class="visually-hidden"> the token for {row.name}</span>
            </Button>
          ),
        },
      ]}
    />
  );
}
