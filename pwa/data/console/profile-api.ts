import type { Client } from '../client.ts';
import { at } from '../address.ts';

export type ProfileState = 'learning' | 'usable' | 'stale';

/** One value that was seen of a person, with its decayed count. */
export type ProfileValue = {
  value: string;
  label: string;
  count: number;
  firstAtMs: number;
  lastAtMs: number;
  source: string;
};

export type ProfileFeature = {
  feature: string;
  state: ProfileState;
  count: number;
  firstAtMs?: number;
  lastAtMs?: number;
  values: ProfileValue[];
};

/** What is usual for one person, as far as it was learned. */
export type ProfileView = {
  personId: string;
  state: ProfileState;
  sessions: number;
  features: ProfileFeature[];
  asOfMs: number;
};

export const profilePaths = {
  profile: (id: string) => at`/api/people/${id}/profile`,
};

export type ProfileApi = ReturnType<typeof createProfileApi>;

export function createProfileApi({ get, post, getText }: Client) {
  return {
    profile: (id: string) => get<ProfileView>(profilePaths.profile(id)),
    /** Forgets one value; whether the profile comes back is the edge's choice, so it is read again. */
    forget: (id: string, feature: string, value: string) =>
      post<unknown>(at`/api/people/${id}/profile/forget`, { feature, value }),
    /** Everything that is kept about the person, as JSON text. */
    exportAll: (id: string) => getText(at`/api/people/${id}/export`),
    /** Destroys the person's key, so that what the audit holds of him can no longer be read. */
    erase: (id: string) => post<unknown>(at`/api/people/${id}/erase`),
  };
}
