import { methods, usableMethods, type Method } from '#core/policy-model';
import { channels } from '#core/channel';
import { channelWords } from '../../i18n/en.ts';
import { bandWords, methodWords } from '../../i18n/en-policy.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { PersonChoice } from '../people/person-choice.tsx';
import { OwnBands } from './bands-editor.tsx';
import { problemAt } from './policy-draft.ts';
import type { PartProps } from './policy-parts.ts';

/** By which methods a person is asked in each band. */
export function MethodsEditor({ draft, problems, onChange }: PartProps) {
  const set = (band: 'ask' | 'hold', method: Method, on: boolean): void => {
    const known = draft.methods[band];
    const next = methods.filter((one) => (one === method ? on : known.includes(one)));
    onChange({ methods: { ...draft.methods, [band]: next } });
  };
  return (
    <div class="form-grid">
      {(['ask', 'hold'] as const).map((band) => (
        <fieldset class="plain-fieldset" key={band}>
          <legend class="field-label">{bandWords[band].label}</legend>
          {methods.map((method) => (
            <Checkbox
              key={method}
              checked={draft.methods[band].includes(method)}
              onChange={(on) => set(band, method, on)}
            >
              {methodWords[method]}
              {usableMethods.includes(method) ? null : <span class="small faint"> · not connected yet</span>}
            </Checkbox>
          ))}
          <Fault text={problemAt(problems, `methods.${band}`)} />
        </fieldset>
      ))}
    </div>
  );
}

/** Thresholds that hold on one channel only. */
export function ChannelsEditor({ draft, problems, onChange }: PartProps) {
  return (
    <div class="stack">
      {channels.map((channel) => (
        <OwnBands
          key={channel}
          label={`Thresholds of its own: ${channelWords[channel]}`}
          about={`on ${channelWords[channel]}`}
          bands={draft.channels[channel]?.bands}
          otherwise={draft.bands}
          error={problemAt(problems, `channels.${channel}`)}
          onChange={(bands) => {
            const { [channel]: _, ...others } = draft.channels;
            onChange({ channels: bands === undefined ? others : { ...others, [channel]: { bands } } });
          }}
        />
      ))}
    </div>
  );
}

/** People in whose names nobody is only asked: he is held until it is proved. */
export function CriticalEditor({ draft, problems, names, onChange }: PartProps) {
  return (
    <>
      <PersonChoice
        label="Protected-critical people"
        people={names.people}
        chosen={draft.critical.personIds}
        onChange={(personIds) => onChange({ critical: { personIds: [...personIds] } })}
      />
      <Fault text={problemAt(problems, 'critical')} />
    </>
  );
}

function Fault({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p class="field-error" role="status">
      {text}
    </p>
  );
}
