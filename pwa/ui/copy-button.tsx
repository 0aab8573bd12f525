import { useState } from 'preact/hooks';
import { Button } from './button.tsx';

/** Copies a text; `label` says of what, so that several on a page differ. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [state, setState] = useState<'ready' | 'done' | 'failed'>('ready');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState('done');
    } catch {
      setState('failed');
    }
    setTimeout(() => setState('ready'), 2500);
  };
  return (
    <>
      <Button size="small" icon={state === 'done' ? 'check' : 'copy'} onClick={() => void copy()}>
        <span aria-hidden="true">{state === 'done' ? 'Copied' : state === 'failed' ? 'Select it' : 'Copy'}</span>
        <span class="visually-hidden">Copy {label}</span>
      </Button>
      <span class="visually-hidden" role="status">
        {state === 'done' ? `Copied ${label}` : ''}
      </span>
    </>
  );
}

/** A text in one line with its copy button. */
export function CopyLine({ text, label }: { text: string; label: string }) {
  return (
    <div class="copy">
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
