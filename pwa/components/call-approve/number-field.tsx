import { useId } from 'preact/hooks';
import { Icon } from '../../ui/icon.tsx';
import { digitsOf } from './approve-words.ts';

export type NumberFieldProps = { value: string; onInput: (digits: string) => void; error: string | undefined };

/** Three digits, typed or pasted with whatever is between them. Never offered by the browser: each call has its own. */
export function NumberField({ value, onInput, error }: NumberFieldProps) {
  const id = useId();
  return (
    <div class="number-field">
      <label class="strong" for={id}>
        The number you see or hear in that call
      </label>
      <input
        id={id}
        class="number-input"
        value={value}
        inputMode="numeric"
        autocomplete="off"
        placeholder="•••"
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={`${id}-hint${error === undefined ? '' : ` ${id}-error`}`}
        data-testid="match-input"
        onInput={(event) => {
          const digits = digitsOf(event.currentTarget.value);
          // Written back at once: an unchanged value would leave the letter that was typed.
          event.currentTarget.value = digits;
          onInput(digits);
        }}
      />
      {error === undefined ? null : (
        <p class="field-error" id={`${id}-error`} role="alert">
          <Icon name="alert" />
          {error}
        </p>
      )}
      <p class="field-hint" id={`${id}-hint`}>
        Pasting works. Never type one that somebody tells you on another line or in a message.
      </p>
    </div>
  );
}
