import { useId } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

export type SegmentedProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: string; icon?: IconName }[];
  onChange: (value: T) => void;
  /** Breaks into rows where they do not fit into one. */
  wrap?: boolean;
};

/** One choice of a few, as radio buttons in a row. */
export function Segmented<T extends string>({ label, value, options, onChange, wrap = false }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset class={wrap ? 'segmented segmented-wrap' : 'segmented'}>
      <legend class="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.icon === undefined ? null : <Icon name={option.icon} />}
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
