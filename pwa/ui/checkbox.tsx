import type { ComponentChildren } from 'preact';

export type CheckboxProps = { checked: boolean; onChange: (checked: boolean) => void; children: ComponentChildren };

export function Checkbox({ checked, onChange, children }: CheckboxProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span class="grow">{children}</span>
    </label>
  );
}
