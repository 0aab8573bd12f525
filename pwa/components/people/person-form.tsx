import { useState } from 'preact/hooks';
import type { SessionRole } from '#core/view';
import { channelWords, roleWords } from '../../i18n/en.ts';
import { roleHints } from '../../i18n/en-people.ts';
import type { Person } from '../../data/console/people-api.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import { blankPerson, draftOf, faultsOf, patchOf, textOf, type PersonText } from './person-draft.ts';
import { channelsOfCalls } from './protection.ts';
import { usePeopleApi } from './use-people-api.ts';

export type PersonFormProps = {
  /** Whom to change; absent to add somebody. */
  person?: Person;
  teams: readonly string[];
  onDone: (person: Person) => void;
  onClose: () => void;
};

const roles = Object.keys(roleWords) as SessionRole[];

/** Adds one person, or changes what is on file about one. Mounted while it is open. */
export function PersonForm({ person, teams, onDone, onClose }: PersonFormProps) {
  const api = usePeopleApi();
  const write = useWrite();
  const reason = useWriteReason();
  const [text, setText] = useState<PersonText>(() => (person === undefined ? blankPerson : textOf(person)));
  const [tried, setTried] = useState(false);
  const faults = tried ? faultsOf(text) : {};
  const save = async (): Promise<void> => {
    setTried(true);
    if (reason !== undefined || Object.keys(faultsOf(text)).length > 0) return;
    const saved = await write.run(() =>
      person === undefined ? api.add(draftOf(text)) : api.change(person.id, patchOf(person, text)),
    );
    if (saved !== undefined) onDone(saved.value);
  };
  return (
    <Dialog
      open
      title={person === undefined ? 'Add a person' : `Change ${person.displayName}`}
      kind="dialog-wide"
      onClose={onClose}
      testId="person-form"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={write.busy}
            disabledReason={reason}
            onClick={() => void save()}
            testId="person-save"
          >
            {person === undefined ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <PersonFields text={text} faults={faults} teams={teams} onChange={(part) => setText({ ...text, ...part })} />
        <WriteProblem problem={write.problem} />
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

type FieldsProps = {
  text: PersonText;
  faults: ReturnType<typeof faultsOf>;
  teams: readonly string[];
  onChange: (part: Partial<PersonText>) => void;
};

function PersonFields({ text, faults, teams, onChange }: FieldsProps) {
  return (
    <div class="form-grid">
      <Field
        label="Name"
        value={text.displayName}
        onInput={(displayName) => onChange({ displayName })}
        error={faults.displayName}
        input={{ maxLength: 80, name: 'displayName', autocomplete: 'off' }}
      />
      <Field
        label="E-mail"
        value={text.email}
        onInput={(email) => onChange({ email })}
        error={faults.email}
        input={{ type: 'email', maxLength: 200, name: 'email', autocomplete: 'off' }}
      />
      <Select
        label="Role"
        value={text.role}
        options={roles.map((role) => ({ value: role, label: roleWords[role] }))}
        onChange={(role) => onChange({ role })}
        hint={roleHints[text.role]}
      />
      <Field
        label="Team"
        value={text.team}
        onInput={(team) => onChange({ team })}
        hint={teams.length === 0 ? 'It is made if there is none of this name.' : `There are: ${teams.join(', ')}.`}
        input={{ maxLength: 80, name: 'team', autocomplete: 'off' }}
      />
      <Field
        label="Extension"
        value={text.extension}
        onInput={(extension) => onChange({ extension })}
        error={faults.extension}
        input={{ inputMode: 'numeric', maxLength: 12, name: 'extension', autocomplete: 'off' }}
      />
      <Channels chosen={text.channels} error={faults.channels} onChange={(channels) => onChange({ channels })} />
      <div class="form-wide">
        <Field
          label="Phone numbers, one a line"
          value={text.numbers}
          onInput={(numbers) => onChange({ numbers })}
          error={faults.numbers}
          hint="With country code. A number counts for little by itself: caller ids can be forged."
          multiline
          input={{ maxLength: 400 }}
        />
      </div>
    </div>
  );
}

type ChannelsProps = {
  chosen: readonly string[];
  error: string | undefined;
  onChange: (chosen: readonly string[]) => void;
};

function Channels({ chosen, error, onChange }: ChannelsProps) {
  return (
    <fieldset class="plain-fieldset">
      <legend class="field-label">Protected on</legend>
      <div class="row row-tight">
        {channelsOfCalls.map((channel) => (
          <Checkbox
            key={channel}
            checked={chosen.includes(channel)}
            onChange={(on) => onChange(on ? [...chosen, channel] : chosen.filter((one) => one !== channel))}
          >
            {channelWords[channel]}
          </Checkbox>
        ))}
      </div>
      {error === undefined ? null : <p class="field-error">{error}</p>}
    </fieldset>
  );
}
