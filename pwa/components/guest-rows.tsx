import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';

export type GuestDraft = { key: number; name: string; email: string };

export type GuestRowsProps = {
  guests: readonly GuestDraft[];
  onChange: (guests: readonly GuestDraft[]) => void;
  faultOf: (guest: GuestDraft) => string | undefined;
};

export function GuestRows({ guests, onChange, faultOf }: GuestRowsProps) {
  const change = (key: number, part: Partial<GuestDraft>): void =>
    onChange(guests.map((guest) => (guest.key === key ? { ...guest, ...part } : guest)));
  const add = (): void => {
    const key = 1 + Math.max(0, ...guests.map((guest) => guest.key));
    onChange([...guests, { key, name: '', email: '' }]);
  };
  return (
    <fieldset class="plain-fieldset stack">
      <legend class="field-label">Guests from outside</legend>
      {guests.map((guest, index) => (
        <div class="guest-row" key={guest.key}>
          <Field
            label={`Guest ${index + 1}: name`}
            value={guest.name}
            onInput={(name) => change(guest.key, { name })}
            error={faultOf(guest)}
            input={{ maxLength: 80, autocomplete: 'off' }}
          />
          <Field
            label="E-mail"
            value={guest.email}
            onInput={(email) => change(guest.key, { email })}
            input={{ type: 'email', maxLength: 200, autocomplete: 'off' }}
          />
          <Button icon="x" variant="quiet" onClick={() => onChange(guests.filter(({ key }) => key !== guest.key))}>
            Take out
          </Button>
        </div>
      ))}
      <div>
        <Button size="small" icon="plus" onClick={add}>
          Add a guest
        </Button>
      </div>
    </fieldset>
  );
}
