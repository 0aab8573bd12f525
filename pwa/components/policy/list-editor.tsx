import type { ComponentChildren } from 'preact';
import { Button } from '../../ui/button.tsx';

export type ListEditorProps<Item> = {
  items: readonly Item[];
  /** Names one for the button that takes it out. */
  nameOf: (item: Item) => string;
  addLabel: string;
  make: () => Item;
  onChange: (items: Item[]) => void;
  /** The fields of one. */
  children: (item: Item, change: (part: Partial<Item>) => void, index: number) => ComponentChildren;
  none: string;
  errorAt: (index: number) => string | undefined;
};

/** Any number of rules of one kind: change, take out, add. */
export function ListEditor<Item extends object>(props: ListEditorProps<Item>) {
  const { items, nameOf, addLabel, make, onChange, children, none, errorAt } = props;
  return (
    <div class="stack">
      {items.length === 0 ? <p class="small soft">{none}</p> : null}
      {items.map((item, index) => (
        <fieldset class="rule plain-fieldset" key={index}>
          <legend class="visually-hidden">{nameOf(item)}</legend>
          {children(item, (part) => onChange(items.map((one, i) => (i === index ? merge(one, part) : one))), index)}
          {errorAt(index) === undefined ? null : (
            <p class="field-error" role="status">
              {errorAt(index)}
            </p>
          )}
          <div>
            <Button size="small" icon="x" onClick={() => onChange(items.filter((_, i) => i !== index))}>
              Take out<span class="visually-hidden"> {nameOf(item)}</span>
            </Button>
          </div>
        </fieldset>
      ))}
      <div>
        <Button size="small" icon="plus" onClick={() => onChange([...items, make()])}>
          {addLabel}
        </Button>
      </div>
    </div>
  );
}

/** A part that is undefined takes the member away: optional members are absent, never undefined. */
function merge<Item extends object>(item: Item, part: Partial<Item>): Item {
  const entries = Object.entries({ ...item, ...part }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Item;
}
