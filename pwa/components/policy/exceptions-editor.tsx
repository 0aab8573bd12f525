import type { Exception } from '#core/policy-model';
import { effectPhrases } from '../../i18n/en-policy.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { useNow } from '../../ui/use-now.ts';
import { exceptionFor, targetOf, type ExceptionTarget } from './exception-target.ts';
import { ListEditor } from './list-editor.tsx';
import type { Names } from './names.ts';
import { dateInput, endOfDay, freshName, problemAt } from './policy-draft.ts';
import type { PartProps } from './policy-parts.ts';

const dayMs = 86_400_000;
const atMost = ['none', 'ask', 'hold'] as const;

/** Who is spared, why, and until when: an exception always ends. */
export function ExceptionsEditor({ draft, problems, names, onChange }: PartProps) {
  const nowMs = useNow(60_000);
  return (
    <ListEditor
      items={draft.exceptions}
      nameOf={({ id }) => id}
      addLabel="Add an exception"
      none="No exceptions."
      make={(): Exception => ({
        id: freshName(
          'Exception',
          draft.exceptions.map(({ id }) => id),
        ),
        reason: '',
        personId: names.people[0]?.id ?? '',
        atMost: 'ask',
        untilMs: endOfDay(dateInput(nowMs + 7 * dayMs)) ?? nowMs + 7 * dayMs,
      })}
      onChange={(exceptions) => onChange({ exceptions })}
      errorAt={(index) => problemAt(problems, `exceptions.${index}`)}
    >
      {(exception, change) => (
        <div class="form-grid">
          <Field
            label="Why"
            value={exception.reason}
            onInput={(reason) => change({ reason })}
            input={{ maxLength: 120 }}
          />
          <Select
            label="At most"
            value={exception.atMost === 'block' ? 'hold' : exception.atMost}
            options={atMost.map((effect) => ({ value: effect, label: effectPhrases[effect] }))}
            onChange={(effect) => change({ atMost: effect })}
          />
          <Target exception={exception} names={names} change={change} />
          <Field
            label="Until the end of"
            value={dateInput(exception.untilMs)}
            onInput={(date) => change({ untilMs: endOfDay(date) ?? exception.untilMs })}
            hint="At most 90 days from now"
            input={{ type: 'date', min: dateInput(nowMs), max: dateInput(nowMs + 89 * dayMs) }}
          />
        </div>
      )}
    </ListEditor>
  );
}

type TargetProps = { exception: Exception; names: Names; change: (part: Partial<Exception>) => void };

function Target({ exception, names, change }: TargetProps) {
  const target = targetOf(exception);
  const choose = (next: ExceptionTarget): void => change(exceptionFor(next));
  const first = { person: names.people[0]?.id ?? '', team: names.teams[0]?.id ?? '', number: '' };
  return (
    <>
      <Select
        label="For"
        value={target.kind}
        options={[
          { value: 'person', label: 'a person' },
          { value: 'team', label: 'a team' },
          { value: 'number', label: 'a number' },
        ]}
        onChange={(kind) => choose({ kind, value: first[kind] })}
      />
      {target.kind === 'number' ? (
        <Field
          label="Number"
          value={target.value}
          onInput={(value) => choose({ kind: 'number', value: value.replace(/[^\d+]/g, '') })}
          hint="A number can be forged: it can soften to “asked”, not to nothing."
          input={{ inputMode: 'tel', maxLength: 16 }}
        />
      ) : (
        <Select
          label={target.kind === 'person' ? 'Person' : 'Team'}
          value={target.value}
          options={
            target.kind === 'person'
              ? names.people.map(({ id, displayName }) => ({ value: id, label: displayName }))
              : names.teams.map(({ id, name }) => ({ value: id, label: name }))
          }
          onChange={(value) => choose({ kind: target.kind, value })}
        />
      )}
    </>
  );
}
