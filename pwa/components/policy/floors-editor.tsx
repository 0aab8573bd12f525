import { effects } from '#core/effect';
import type { Floor } from '#core/policy-model';
import { signalTable } from '#core/signal';
import { effectPhrases, evidenceStates } from '../../i18n/en-policy.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { ListEditor } from './list-editor.tsx';
import { freshName, problemAt } from './policy-draft.ts';
import { findingText, floorText } from './policy-words.ts';
import type { PartProps } from './policy-parts.ts';

const codes = Object.keys(signalTable).sort();

/** Rules that hold whatever the sum says. */
export function FloorsEditor({ draft, problems, onChange }: PartProps) {
  return (
    <ListEditor
      items={draft.floors}
      nameOf={({ name }) => name}
      addLabel="Add a rule"
      none="No rule of this kind."
      make={(): Floor => ({
        name: freshName(
          'New rule',
          draft.floors.map(({ name }) => name),
        ),
        when: [],
        claimsColleague: true,
        effect: 'ask',
      })}
      onChange={(floors) => onChange({ floors })}
      errorAt={(index) => problemAt(problems, `floors.${index}`)}
    >
      {(floor, change) => <FloorFields floor={floor} change={change} />}
    </ListEditor>
  );
}

function FloorFields({ floor, change }: { floor: Floor; change: (part: Partial<Floor>) => void }) {
  return (
    <>
      <div class="form-grid">
        <Field label="Rule" value={floor.name} onInput={(name) => change({ name })} input={{ maxLength: 120 }} />
        <Select
          label="At least"
          value={floor.effect}
          options={effects.map((effect) => ({ value: effect, label: effectPhrases[effect] }))}
          onChange={(effect) => change({ effect })}
        />
        <Select
          label="When the finding is"
          value={floor.state ?? ''}
          options={[
            { value: '', label: 'there, in any state' },
            ...Object.entries(evidenceStates).map(([value, label]) => ({ value, label })),
          ]}
          onChange={(state) => change({ state: state === '' ? undefined : state })}
        />
        <Field
          label="History of at least (sessions)"
          value={floor.minHistory === undefined ? '' : String(floor.minHistory)}
          onInput={(text) => {
            const minHistory = text.trim() === '' || !(Number(text) >= 0) ? undefined : Number(text);
            change({ minHistory });
          }}
          input={{ type: 'number', min: 0, max: 1000 }}
        />
      </div>
      <Flags floor={floor} change={change} />
      <details class="findings">
        <summary class="small">
          Findings: {floor.when.length === 0 ? 'none named' : floor.when.map(findingText).join(', ')}
        </summary>
        <div class="people-pick">
          {codes.map((code) => (
            <Checkbox
              key={code}
              checked={floor.when.includes(code)}
              onChange={(on) => change({ when: on ? [...floor.when, code] : floor.when.filter((one) => one !== code) })}
            >
              {findingText(code)}
            </Checkbox>
          ))}
        </div>
      </details>
      <p class="small soft">{floorText(floor)}</p>
    </>
  );
}

const flags = [
  ['claimsColleague', 'Only who claims to be a colleague'],
  ['notProved', 'Only until it is proved'],
  ['strongVoice', 'Only strong signs in the voice'],
] as const;

function Flags({ floor, change }: { floor: Floor; change: (part: Partial<Floor>) => void }) {
  return (
    <div class="row row-tight">
      {flags.map(([flag, label]) => (
        <Checkbox
          key={flag}
          checked={floor[flag] === true}
          onChange={(on) => change({ [flag]: on ? true : undefined })}
        >
          {label}
        </Checkbox>
      ))}
    </div>
  );
}
