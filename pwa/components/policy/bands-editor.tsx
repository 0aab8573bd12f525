import type { Bands } from '#core/policy-model';
import { bandNames, bandWords } from '../../i18n/en-policy.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Range } from '../../ui/range.tsx';
import { toPercent, toShare } from './policy-draft.ts';

export type BandsEditorProps = {
  bands: Bands;
  onChange: (bands: Bands) => void;
  /** Told with each label, where several editors are on a page. */
  about?: string;
  error?: string | undefined;
  testId?: string;
};

/** Three thresholds in per cent of risk. */
export function BandsEditor({ bands, onChange, about = '', error, testId }: BandsEditorProps) {
  return (
    <div class="stack">
      {bandNames.map((band) => (
        <Range
          key={band}
          label={
            <>
              {bandWords[band].label} from <span class="small faint">· {bandWords[band].what}</span>
              <span class="visually-hidden"> {about}</span>
            </>
          }
          value={toPercent(bands[band])}
          min={0.5}
          max={99.5}
          step={0.5}
          unit="%"
          valueText={`${toPercent(bands[band])} per cent`}
          onChange={(percent) => onChange({ ...bands, [band]: toShare(percent) })}
          {...(testId === undefined ? {} : { testId: `${testId}-${band}` })}
        />
      ))}
      {error === undefined ? null : (
        <p class="field-error" role="status">
          {error}
        </p>
      )}
    </div>
  );
}

export type OwnBandsProps = Omit<BandsEditorProps, 'bands' | 'onChange'> & {
  label: string;
  bands: Bands | undefined;
  /** What it starts from when it is switched on. */
  otherwise: Bands;
  onChange: (bands: Bands | undefined) => void;
};

/** Thresholds of one's own, or those of the policy. */
export function OwnBands({ label, bands, otherwise, onChange, ...rest }: OwnBandsProps) {
  return (
    <div class="stack stack-tight">
      <Checkbox checked={bands !== undefined} onChange={(on) => onChange(on ? { ...otherwise } : undefined)}>
        {label}
      </Checkbox>
      {bands === undefined ? null : <BandsEditor {...rest} bands={bands} onChange={onChange} />}
    </div>
  );
}
