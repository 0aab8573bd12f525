import { readPaths } from '../data/api.ts';
import { useApp } from '../data/app-context.ts';
import { useResource } from '../data/use-resource.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ReadProblem } from './as-of.tsx';

export type PeoplePickerProps = { chosen: readonly string[]; onChange: (ids: readonly string[]) => void };

export function PeoplePicker({ chosen, onChange }: PeoplePickerProps) {
  const { api, me } = useApp();
  const people = useResource(readPaths.people(), api.people);
  const mine = me.value?.person.id;
  const rows = people.value.value?.people.filter((person) => person.id !== mine);
  return (
    <fieldset class="plain-fieldset stack stack-tight">
      <legend class="field-label">Colleagues</legend>
      <ReadProblem of={people} />
      {rows === undefined ? <Skeleton lines={2} /> : null}
      {rows === undefined || rows.length === 0 ? null : (
        <div class="people-pick">
          {rows.map((person) => (
            <Checkbox
              key={person.id}
              checked={chosen.includes(person.id)}
              onChange={(on) => onChange(on ? [...chosen, person.id] : chosen.filter((id) => id !== person.id))}
            >
              {person.displayName} <span class="small faint">{person.email}</span>
            </Checkbox>
          ))}
        </div>
      )}
    </fieldset>
  );
}
