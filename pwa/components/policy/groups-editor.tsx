import type { Group } from '#core/policy-model';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { OwnBands } from './bands-editor.tsx';
import { ListEditor } from './list-editor.tsx';
import { freshName, problemAt } from './policy-draft.ts';
import type { PartProps } from './policy-parts.ts';
import { WhoEditor } from './who-editor.tsx';

type Least = 'none' | 'ask' | 'hold';

/** People and teams for whose names stricter rules hold. */
export function GroupsEditor({ draft, problems, names, onChange }: PartProps) {
  return (
    <ListEditor
      items={draft.groups}
      nameOf={({ name }) => name}
      addLabel="Add a group"
      none="No groups."
      make={(): Group => ({
        name: freshName(
          'New group',
          draft.groups.map(({ name }) => name),
        ),
        teamIds: [],
        personIds: [],
        floorAtLeast: 'ask',
      })}
      onChange={(groups) => onChange({ groups })}
      errorAt={(index) => problemAt(problems, `groups.${index}`)}
    >
      {(group, change) => (
        <>
          <div class="form-grid">
            <Field label="Group" value={group.name} onInput={(name) => change({ name })} input={{ maxLength: 120 }} />
            <Select<Least>
              label="Whoever uses one of these names"
              value={group.floorAtLeast ?? 'none'}
              options={[
                { value: 'none', label: 'is treated by risk alone' },
                { value: 'ask', label: 'is at least asked, until it is proved' },
                { value: 'hold', label: 'is at least held, until it is proved' },
              ]}
              onChange={(least) => change({ floorAtLeast: least === 'none' ? undefined : least })}
            />
          </div>
          <WhoEditor names={names} personIds={group.personIds} teamIds={group.teamIds} onChange={change} />
          <OwnBands
            label="Thresholds of its own"
            about={`for ${group.name}`}
            bands={group.bands}
            otherwise={draft.bands}
            onChange={(bands) => change({ bands })}
          />
        </>
      )}
    </ListEditor>
  );
}
