import type { Person } from './store/queries/people.ts';

const tenantId = 'ten_demo-countersign';

/** What the first start fills an empty edge with. Numbers are from the range kept free for fiction (555-01xx). */
export const demoTenant: { id: string; name: string; people: readonly Person[] } = {
  id: tenantId,
  name: 'Demo',
  people: [
    demoPerson('per_demo-admin-person', 'Demo Admin', 'admin', '1000', '+12025550100'),
    demoPerson('per_demo-finance-lead', 'Finance Lead', 'employee', '1001', '+12025550101'),
    demoPerson('per_demo-chief-executive', 'Chief Executive', 'employee', '1002', '+12025550102'),
  ],
};

/** Never on file, so that a drill's caller is a stranger. */
export const drillNumber = '+12025550199';

function demoPerson(id: string, displayName: string, role: Person['role'], extension: string, number: string): Person {
  const email = `${displayName.toLowerCase().replace(' ', '.')}@demo.example`;
  return { id, tenantId, displayName, email, role, extension, numbers: [number] };
}
