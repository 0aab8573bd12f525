import type { Schedule } from '#core/policy-model';
import { dayWords } from '../../i18n/en-policy.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { BandsEditor } from './bands-editor.tsx';
import { ListEditor } from './list-editor.tsx';
import { freshName, problemAt } from './policy-draft.ts';
import type { PartProps } from './policy-parts.ts';

/** Hours with thresholds of their own, on the wall clock of a place. */
export function SchedulesEditor({ draft, problems, onChange }: PartProps) {
  return (
    <ListEditor
      items={draft.schedules}
      nameOf={({ name }) => name}
      addLabel="Add hours"
      none="The same at every hour."
      make={(): Schedule => ({
        name: freshName(
          'Nights',
          draft.schedules.map(({ name }) => name),
        ),
        days: [1, 2, 3, 4, 5, 6, 7],
        from: '20:00',
        to: '07:00',
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        bands: { ...draft.bands },
      })}
      onChange={(schedules) => onChange({ schedules })}
      errorAt={(index) => problemAt(problems, `schedules.${index}`)}
    >
      {(schedule, change) => (
        <>
          <Hours schedule={schedule} change={change} />
          <BandsEditor bands={schedule.bands} about={`for ${schedule.name}`} onChange={(bands) => change({ bands })} />
        </>
      )}
    </ListEditor>
  );
}

function Hours({ schedule, change }: { schedule: Schedule; change: (part: Partial<Schedule>) => void }) {
  const { name, days, from, to, timeZone } = schedule;
  const switchDay = (day: number, on: boolean): void =>
    change({ days: on ? [...days, day].sort((a, b) => a - b) : days.filter((one) => one !== day) });
  return (
    <>
      <div class="form-grid">
        <Field label="Hours" value={name} onInput={(next) => change({ name: next })} input={{ maxLength: 120 }} />
        <Field
          label="Time zone"
          value={timeZone}
          onInput={(next) => change({ timeZone: next })}
          hint="Such as Europe/London or America/New_York"
          input={{ maxLength: 64, autocomplete: 'off', spellcheck: false }}
        />
        <Field label="From" value={from} onInput={(next) => change({ from: next })} input={{ type: 'time' }} />
        <Field
          label="To"
          value={to}
          onInput={(next) => change({ to: next })}
          hint={to > from ? undefined : 'On the next day'}
          input={{ type: 'time' }}
        />
      </div>
      <fieldset class="plain-fieldset">
        <legend class="field-label">Beginning on</legend>
        <div class="row row-tight">
          {dayWords.map((word, index) => (
            <Checkbox key={word} checked={days.includes(index + 1)} onChange={(on) => switchDay(index + 1, on)}>
              {word}
            </Checkbox>
          ))}
        </div>
      </fieldset>
    </>
  );
}
