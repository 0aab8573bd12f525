import type { SignalGroup } from './signal.ts';

/**
 * What a profile counts. Working constants, not fitted ones (requirements C.4 item 1): a deployment must fit them again.
 * `mimic`: how often an attacker who knows his victim shows the victim's own value. `floorNats`: the most trust that a
 * usual value buys; what can be copied buys next to none (design §5.2). `worldShare`: how common one value is among
 * outsiders; 0 for values that nobody shares. `tenantShare`: how often an attacker shows a value of the tenant.
 * `novelty`: how often an honest person shows a new value, before anything is known of him.
 */
export const featureTable = {
  'device-key': { group: 'device', mimic: 0.03, floorNats: -3.5, worldShare: 0, tenantShare: 0, novelty: 0.02 },
  'user-agent': { group: 'device', mimic: 0.5, floorNats: -0.3, worldShare: 0.05, tenantShare: 0.4, novelty: 0.05 },
  'network-prefix': { group: 'network', mimic: 0.2, floorNats: -1, worldShare: 0, tenantShare: 0.05, novelty: 0.1 },
  'network-asn': { group: 'network', mimic: 0.4, floorNats: -0.3, worldShare: 0.005, tenantShare: 0.2, novelty: 0.05 },
  country: { group: 'network', mimic: 0.5, floorNats: -0.3, worldShare: 0.02, tenantShare: 0.4, novelty: 0.02 },
  'network-kind': { group: 'network', mimic: 0.5, floorNats: -0.3, worldShare: 0.3, tenantShare: 0.4, novelty: 0.05 },
  'login-method': { group: 'login', mimic: 0.5, floorNats: -0.3, worldShare: 0.3, tenantShare: 0.4, novelty: 0.05 },
  'contact-channel': { group: 'graph', mimic: 0.5, floorNats: -0.3, worldShare: 0.3, tenantShare: 0.4, novelty: 0.05 },
  'group-size': { group: 'graph', mimic: 0.5, floorNats: -0.3, worldShare: 0.2, tenantShare: 0.4, novelty: 0.1 },
} as const satisfies Record<string, FeatureRow & { group: SignalGroup }>;

export type FeatureRow = {
  mimic: number;
  floorNats: number;
  worldShare: number;
  tenantShare: number;
  novelty: number;
};

/** Features that are compared value by value. */
export type ComparedFeature = keyof typeof featureTable;
export const comparedFeatures = Object.keys(featureTable) as ComparedFeature[];

/** Features with an assessment of their own: hours by a smoothed table, contacts as a graph; keys and numbers are kept. */
export const ownFeatures = ['hour', 'contact', 'passkey', 'number'] as const;
export type Feature = ComparedFeature | (typeof ownFeatures)[number];
export const allFeatures: readonly Feature[] = [...comparedFeatures, ...ownFeatures];

export function isFeature(text: string): text is Feature {
  return (allFeatures as readonly string[]).includes(text);
}

/** Sightings of one value that count on one day, whatever is sent: a poisoner cannot hurry. */
export const dailyCap = 3;
export const halfLifeMs = 45 * 86_400_000;
/** A value not seen for so long is forgotten. */
export const cutMs = 180 * 86_400_000;
/** Below so many decayed sessions a profile is still being learned: novelty of the person says nothing hard yet. */
export const usableFrom = 3;
/** A feature that saw nothing for so long is stale. */
export const staleMs = 60 * 86_400_000;
