import '../../styles/console.css';
import '../../styles/evidence.css';
import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { ChainVerdict } from '#core/audit';
import { AsOf, ReadProblem } from '../../components/as-of.tsx';
import { AuditEntries } from '../../components/console/audit-entries.tsx';
import { ChainCheck } from '../../components/console/chain-check.tsx';
import { ChainFile, saveChain } from '../../components/console/chain-file.tsx';
import { ChainPicker } from '../../components/console/chain-picker.tsx';
import { useTitle } from '../../components/use-title.ts';
import { changesChain, readPaths } from '../../data/api.ts';
import { useApp } from '../../data/app-context.ts';
import { loadChain, verdictOf, type AuditChain } from '../../data/audit-chain.ts';
import { useResource } from '../../data/use-resource.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** A session's chain from the edge or this device's cache, or one from a file. Verifying needs no network. */
export function AuditPage() {
  useTitle('Audit');
  const sessionId = useRoute().params['sessionId'];
  const [file, setFile] = useState<AuditChain | undefined>(undefined);
  if (file !== undefined) return <FileChain chain={file} onChain={setFile} onClose={() => setFile(undefined)} />;
  if (sessionId === undefined) {
    return (
      <>
        <PageHead
          title="Audit"
          subtitle="Each session has a chain of entries that cannot be changed unnoticed"
          actions={<ChainFile onChain={setFile} />}
        />
        <ChainPicker />
      </>
    );
  }
  return <SessionChain key={sessionId} sessionId={sessionId} onFile={setFile} />;
}

function SessionChain({ sessionId, onFile }: { sessionId: string; onFile: (chain: AuditChain) => void }) {
  const { api } = useApp();
  const chain = useResource(readPaths.audit(sessionId), () => loadChain(api, sessionId, Date.now()));
  const shown = chain.value.value;
  return (
    <>
      <PageHead
        {...headOf(sessionId)}
        actions={
          <>
            <AsOf of={chain} />
            <ChainFile onChain={onFile} />
          </>
        }
      />
      <div class="stack">
        <ReadProblem of={chain} />
        {shown === undefined ? (
          chain.loading.value ? (
            <Skeleton lines={6} />
          ) : null
        ) : (
          <Chain chain={shown} onRenew={() => void chain.refresh()} />
        )}
      </div>
    </>
  );
}

function headOf(sessionId: string): Pick<Parameters<typeof PageHead>[0], 'back' | 'title' | 'subtitle'> {
  if (sessionId === changesChain) {
    const subtitle = 'Who changed people, profiles and policy, and when';
    return { back: { href: '/console/audit', label: 'Audit' }, title: 'Changes by admins', subtitle };
  }
  const back = { href: `/console/sessions/${encodeURIComponent(sessionId)}`, label: 'Session' };
  return { back, title: 'Audit', subtitle: <code class="hash">{sessionId}</code> };
}

type FileChainProps = { chain: AuditChain; onChain: (chain: AuditChain) => void; onClose: () => void };

function FileChain({ chain, onChain, onClose }: FileChainProps) {
  return (
    <>
      <PageHead
        title="Audit from a file"
        subtitle={<code class="hash">{chain.sessionId}</code>}
        actions={
          <>
            <Button icon="x" onClick={onClose}>
              Close the file
            </Button>
            <ChainFile onChain={onChain} />
          </>
        }
      />
      <Chain
        key={`${chain.sessionId}-${chain.entries.length}-${chain.entries.at(-1)?.hash}`}
        chain={chain}
        verifyAtOnce
      />
    </>
  );
}

type ChainProps = { chain: AuditChain; verifyAtOnce?: boolean; onRenew?: () => void };

function Chain({ chain, verifyAtOnce = false, onRenew }: ChainProps) {
  const [verdict, setVerdict] = useState<ChainVerdict | undefined>(() => (verifyAtOnce ? verdictOf(chain) : undefined));
  return (
    <div class="stack">
      {verdict === undefined ? null : <ChainCheck verdict={verdict} />}
      <Card
        title={`${chain.entries.length} ${chain.entries.length === 1 ? 'entry' : 'entries'}`}
        actions={
          <>
            {onRenew === undefined ? null : (
              <Button size="small" icon="refresh" onClick={onRenew}>
                Renew
              </Button>
            )}
            <Button size="small" icon="download" onClick={() => saveChain(chain)} testId="export-chain">
              Export
            </Button>
            <Button
              size="small"
              variant="primary"
              icon="chain"
              onClick={() => setVerdict(verdictOf(chain))}
              testId="verify-chain"
            >
              Verify chain
            </Button>
          </>
        }
        flush
      >
        <AuditEntries
          entries={chain.entries}
          opened={chain.opened}
          badSeq={verdict?.ok === false ? verdict.seq : undefined}
        />
      </Card>
    </div>
  );
}
