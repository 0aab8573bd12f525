import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export type RangeProps = {
  label: ComponentChildren;
  value: number;
  min: number;
  max: number;
  step: number;
  /** Written after the number, and read with it: "%". */
  unit?: string;
  /** Said in place of the bare number. */
  valueText: string;
  onChange: (value: number) => void;
  error?: string | undefined;
  testId?: string;
};

/** A slider with the same value as a number beside it: coarse by hand, exact by typing. */
export function Range(props: RangeProps) {
  const { label, value, min, max, step, unit = '', valueText, onChange, error, testId } = props;
  const id = useId();
  const take = (text: string): void => {
    const next = Number(text);
    if (text.trim() !== '' && Number.isFinite(next)) onChange(Math.min(max, Math.max(min, next)));
  };
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <div class="range">
        <input
          id={id}
          type="range"
          min={min}
          max={max}
          step={step}
          value={value}
          aria-valuetext={valueText}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
          onInput={(event) => take(event.currentTarget.value)}
        />
        <span class="range-figure">
          <input
            type="number"
            class="input"
            inputMode="decimal"
            min={min}
            max={max}
            step={step}
            value={value}
            aria-labelledby={`${id}-exact`}
            aria-invalid={error === undefined ? undefined : 'true'}
            data-testid={testId}
            onChange={(event) => take(event.currentTarget.value)}
          />
          <span aria-hidden="true">{unit}</span>
          <span id={`${id}-exact`} class="visually-hidden">
            {label}, exact, {unit}
          </span>
        </span>
      </div>
      {error === undefined ? null : (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
