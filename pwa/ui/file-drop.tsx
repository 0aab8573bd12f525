import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

export type FileDropProps = {
  /** What to choose or drop: the input's name. */
  label: string;
  /** As of the platform's file input. */
  accept: string;
  onFile: (file: File) => void;
  hint?: ComponentChildren;
  /** Why no file is taken now. */
  disabledReason?: string | undefined;
  testId?: string;
};

/** A place to drop one file on; pressing it, or Enter on it, opens the platform's chooser. */
export function FileDrop({ label, accept, onFile, hint, disabledReason, testId }: FileDropProps) {
  const [over, setOver] = useState(false);
  const off = disabledReason !== undefined;
  const take = (file: File | undefined): void => {
    if (file !== undefined && !off) onFile(file);
  };
  return (
    <label
      class={`file-drop ${over ? 'file-drop-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(!off);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files[0]);
      }}
    >
      <Icon name="upload" large />
      <span class="file-drop-words">
        <span class="strong">{label}</span>
        {hint === undefined ? null : <span class="small soft">{hint}</span>}
        {off ? <span class="small strong">{disabledReason}</span> : null}
      </span>
      <input
        type="file"
        accept={accept}
        disabled={off}
        data-testid={testId}
        onChange={(event) => {
          const input = event.currentTarget;
          take(input.files?.[0]);
          // The same file can be chosen again once it was mended.
          input.value = '';
        }}
      />
    </label>
  );
}
