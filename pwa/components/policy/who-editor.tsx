import { Checkbox } from '../../ui/checkbox.tsx';
import { PersonChoice } from '../people/person-choice.tsx';
import type { Names } from './names.ts';

export type WhoEditorProps = {
  names: Names;
  personIds: readonly string[];
  teamIds: readonly string[];
  onChange: (who: { personIds: string[]; teamIds: string[] }) => void;
};

/** Teams and people of a rule. */
export function WhoEditor({ names, personIds, teamIds, onChange }: WhoEditorProps) {
  return (
    <div class="form-grid">
      {names.teams.length === 0 ? null : (
        <fieldset class="plain-fieldset">
          <legend class="field-label">Teams</legend>
          <div class="people-pick">
            {names.teams.map(({ id, name }) => (
              <Checkbox
                key={id}
                checked={teamIds.includes(id)}
                onChange={(on) =>
                  onChange({
                    personIds: [...personIds],
                    teamIds: on ? [...teamIds, id] : teamIds.filter((one) => one !== id),
                  })
                }
              >
                {name}
              </Checkbox>
            ))}
          </div>
        </fieldset>
      )}
      <PersonChoice
        label="People"
        people={names.people}
        chosen={personIds}
        onChange={(ids) => onChange({ personIds: [...ids], teamIds: [...teamIds] })}
      />
    </div>
  );
}
