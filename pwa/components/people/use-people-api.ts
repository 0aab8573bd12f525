import { useMemo } from 'preact/hooks';
import { useApp } from '../../data/app-context.ts';
import { createPeopleApi, type PeopleApi } from '../../data/console/people-api.ts';

export function usePeopleApi(): PeopleApi {
  const { client } = useApp();
  return useMemo(() => createPeopleApi(client), [client]);
}
