import type { ProfileView } from '#core/profile-view';
import type { Client } from '../client.ts';
import { at } from '../address.ts';

export type { ProfileFeature, ProfileState, ProfileValue, ProfileView } from '#core/profile-view';

export const profilePaths = {
  profile: (id: string) => at`/api/people/${id}/profile`,
};

export type ProfileApi = ReturnType<typeof createProfileApi>;

export function createProfileApi({ get, post, getText }: Client) {
  return {
    profile: (id: string) => get<ProfileView>(profilePaths.profile(id)),
    forget: (id: string, feature: string, value: string) =>
      post<ProfileView>(at`/api/people/${id}/profile/forget`, { feature, value }),
    /** Everything that is kept about the person, as JSON text. */
    exportAll: (id: string) => getText(at`/api/people/${id}/export`),
    /** Destroys the person's key, so that what the audit holds of him can no longer be read. */
    erase: (id: string) => post<unknown>(at`/api/people/${id}/erase`),
  };
}
