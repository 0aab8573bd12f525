import { chainOfFile, type AuditChain } from '../../data/audit-chain.ts';
import { useApp } from '../../data/app-context.ts';
import { Icon } from '../../ui/icon.tsx';

/** Opens an exported chain. The file stays on this device. */
export function ChainFile({ onChain }: { onChain: (chain: AuditChain) => void }) {
  const { toasts } = useApp();
  const open = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const chain = chainOfFile(await file.text(), Date.now());
    if (chain === undefined) toasts.show('That file is not an exported chain.');
    else onChain(chain);
  };
  return (
    <label class="file-input">
      <span class="btn btn-secondary" aria-hidden="true">
        <Icon name="upload" />
        Verify a file
      </span>
      <input
        type="file"
        accept="application/json,.json"
        aria-label="Verify an exported chain from a file"
        data-testid="chain-file"
        onChange={(event) => {
          const input = event.currentTarget;
          void open(input.files?.[0]).finally(() => {
            input.value = '';
          });
        }}
      />
    </label>
  );
}

/** Saves a chain as a JSON file. */
export function saveChain(chain: AuditChain): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(chain, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `countersign-audit-${chain.sessionId}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
