import { useMemo } from 'preact/hooks';
import { useApp } from '../../data/app-context.ts';
import { createPolicyApi, type PolicyApi } from '../../data/console/policy-api.ts';

export function usePolicyApi(): PolicyApi {
  const { client } = useApp();
  return useMemo(() => createPolicyApi(client), [client]);
}
