import { useState } from 'preact/hooks';
import type { Person } from '../../data/console/people-api.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { matches } from './protection.ts';

/** More than this are found by typing. */
const most = 50;

export type PersonChoiceProps = {
  label: string;
  people: readonly Person[];
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
};

/** Any number of people, by checkbox; those chosen come first. */
export function PersonChoice({ label, people, chosen, onChange }: PersonChoiceProps) {
  const [query, setQuery] = useState('');
  const [first] = useState(() => new Set(chosen));
  const found = people
    .filter((person) => matches(person, query))
    .toSorted((a, b) => Number(first.has(b.id)) - Number(first.has(a.id)));
  return (
    <fieldset class="plain-fieldset stack stack-tight">
      <legend class="field-label">
        {label} <span class="small faint">· {chosen.length} chosen</span>
      </legend>
      {people.length > 8 ? (
        <Field
          label={<span class="visually-hidden">Find people for {label}</span>}
          value={query}
          onInput={setQuery}
          input={{ type: 'search', placeholder: 'Find', autocomplete: 'off' }}
        />
      ) : null}
      <div class="people-pick">
        {found.slice(0, most).map((person) => (
          <Checkbox
            key={person.id}
            checked={chosen.includes(person.id)}
            onChange={(on) => onChange(on ? [...chosen, person.id] : chosen.filter((id) => id !== person.id))}
          >
            {person.displayName} <span class="small faint">{person.email}</span>
          </Checkbox>
        ))}
        {found.length > most ? <p class="small soft">{found.length - most} more: type to find them.</p> : null}
      </div>
    </fieldset>
  );
}
