import type { ScimResource } from './resource.ts';
import { groupKind, userKind, type Kind } from './schemas.ts';

export function kindOf({ meta }: ScimResource): Kind {
  return meta.resourceType === 'User' ? userKind : groupKind;
}
