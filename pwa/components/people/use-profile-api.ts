import { useMemo } from 'preact/hooks';
import { useApp } from '../../data/app-context.ts';
import { createProfileApi, type ProfileApi } from '../../data/console/profile-api.ts';

export function useProfileApi(): ProfileApi {
  const { client } = useApp();
  return useMemo(() => createProfileApi(client), [client]);
}
