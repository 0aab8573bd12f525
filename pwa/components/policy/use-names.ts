import { useMemo } from 'preact/hooks';
import { peoplePaths } from '../../data/console/people-api.ts';
import { useResource } from '../../data/use-resource.ts';
import { usePeopleApi } from '../people/use-people-api.ts';
import { namesOf, type Names } from './names.ts';

export function useNames(): Names {
  const api = usePeopleApi();
  const people = useResource(peoplePaths.people(), api.people).value.value?.people;
  const teams = useResource(peoplePaths.teams(), api.teams).value.value?.teams;
  return useMemo(() => namesOf(people ?? [], teams ?? []), [people, teams]);
}
