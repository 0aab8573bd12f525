import type { Effect } from '#core/effect';
import type { Method } from '#core/policy-model';
import type { PolicyState } from '../data/console/policy-api.ts';
import type { IconName } from '../ui/icon.tsx';
import type { Tone } from '../ui/tone.ts';

export const bandNames = ['ask', 'hold', 'block'] as const;
export type BandName = (typeof bandNames)[number];

/** What each band does, to whoever is in it. */
export const bandWords: Record<BandName, { label: string; what: string }> = {
  ask: { label: 'Ask', what: 'the person who is claimed is asked; the call goes on' },
  hold: { label: 'Hold', what: 'media is held while the person who is claimed is asked' },
  block: { label: 'Remove', what: 'removed once the person who is claimed says it is not him; until then held' },
};

export const effectPhrases: Record<Effect, string> = {
  none: 'left alone',
  ask: 'asked',
  hold: 'held',
  block: 'removed',
};

export const methodWords: Record<Method, string> = {
  passkey: 'Passkey with number',
  push: 'Push with number',
  idp: 'Identity provider',
  callback: 'Call back',
  totp: 'Authenticator app',
  code: 'One-time code',
};

export const policyStateWords: Record<PolicyState, { label: string; tone: Tone; icon: IconName }> = {
  active: { label: 'In force', tone: 'positive', icon: 'shield-check' },
  pending: { label: 'Waits for a second admin', tone: 'caution', icon: 'hourglass' },
  rejected: { label: 'Rejected', tone: 'neutral', icon: 'x-circle' },
  superseded: { label: 'Replaced', tone: 'neutral', icon: 'check' },
};

export const dayWords = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** States of evidence that a rule can ask for. */
export const evidenceStates: Record<string, string> = {
  new: 'new for the person',
  missing: 'missing',
  usual: 'usual for the person',
};
