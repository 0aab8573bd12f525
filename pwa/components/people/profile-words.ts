import type { ProfileFeature, ProfileValue } from '../../data/console/profile-api.ts';
import { featureWords, sourceWords, valueWords } from '../../i18n/en-profile.ts';

/** A feature this page does not know is shown by its own name: nothing that is kept is hidden. */
export function featureLabel(feature: string): string {
  return featureWords[feature]?.label ?? feature;
}

export function sourceText(source: string): string {
  return sourceWords[source] ?? source;
}

/** A value as people call it; what the edge wrote where there is no better word. */
export function valueText(feature: string, { value, label }: Pick<ProfileValue, 'value' | 'label'>): string {
  if (feature === 'country') return countryText(value);
  return valueWords[feature]?.[value] ?? label;
}

/** "Germany (DE)". */
function countryText(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  const name = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }).of(code);
  return name === undefined ? code : `${name} (${code})`;
}

/** Known features in their order, then the others by name. */
export function inOrder(features: readonly ProfileFeature[]): ProfileFeature[] {
  const known: readonly string[] = Object.keys(featureWords);
  const place = ({ feature }: ProfileFeature): number => {
    const index = known.indexOf(feature);
    return index === -1 ? known.length : index;
  };
  return features.toSorted((a, b) => place(a) - place(b) || (a.feature < b.feature ? -1 : 1));
}

/** Counts decay, so they are no whole numbers: "12", "3.4", "less than 0.1". */
export function countText(count: number): string {
  if (count > 0 && count < 0.1) return 'less than 0.1';
  return count >= 10 || Number.isInteger(count) ? String(Math.round(count)) : count.toFixed(1);
}

export function sessionsText(sessions: number): string {
  if (sessions === 0) return 'Nothing has been learned yet.';
  return `Learned from ${countText(sessions)} ${sessions === 1 ? 'session' : 'sessions'}; older ones count less.`;
}
