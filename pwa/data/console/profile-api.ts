import type { ErasureView } from '#core/erase';
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
    /**
     * Takes the person off file and destroys his keys, so that what the audit holds of him can no longer be read. Who was
     * in many calls is erased in several steps.
     */
    erase: async (id: string, confirm: string): Promise<ErasureView> => {
      for (;;) {
        const view = await post<ErasureView>(at`/api/people/${id}/erase`, { confirm });
        if (view.done) return view;
      }
    },
  };
}
