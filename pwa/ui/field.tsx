import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon.tsx';

export type FieldProps = {
  label: ComponentChildren;
  value: string;
  onInput: (value: string) => void;
  hint?: ComponentChildren;
  /** What is wrong with the value, in words. */
  error?: string | undefined;
  multiline?: boolean;
  /** Passed to the input itself: type, inputMode, autocomplete, maxLength, required, name, placeholder … */
  input?: JSX.IntrinsicElements['input'];
};

export function Field({ label, value, onInput, hint, error, multiline = false, input = {} }: FieldProps) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].join(' ').trim();
  const shared = {
    id,
    class: 'input',
    value,
    'aria-describedby': described === '' ? undefined : described,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
  };
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {multiline ? (
        <textarea {...shared} maxLength={input.maxLength} onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <input type="text" {...input} {...shared} onInput={(event) => onInput(event.currentTarget.value)} />
      )}
      {hint === undefined ? null : (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="alert" />
          {error}
        </p>
      )}
    </div>
  );
}
