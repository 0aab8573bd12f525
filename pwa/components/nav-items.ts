import type { IconName } from '../ui/icon.tsx';

export type NavItem = { href: string; label: string; icon: IconName; isCurrent: (path: string) => boolean };

const under =
  (...starts: string[]) =>
  (path: string): boolean =>
    starts.some((start) => path === start || path.startsWith(`${start}/`));

export const homeItem: NavItem = { href: '/', label: 'Home', icon: 'home', isCurrent: (path) => path === '/' };

export const consoleItems: readonly NavItem[] = [
  {
    href: '/console',
    label: 'Sessions',
    icon: 'pulse',
    isCurrent: (path) => path === '/console' || under('/console/sessions')(path),
  },
  { href: '/console/cases', label: 'Cases', icon: 'folder', isCurrent: under('/console/cases') },
  { href: '/console/alerts', label: 'Alerts', icon: 'bell', isCurrent: under('/console/alerts') },
  { href: '/console/people', label: 'People', icon: 'users', isCurrent: under('/console/people') },
  { href: '/console/policies', label: 'Policies', icon: 'shield', isCurrent: under('/console/policies') },
  { href: '/console/drills', label: 'Drills', icon: 'flask', isCurrent: under('/console/drills') },
  { href: '/console/audit', label: 'Audit', icon: 'chain', isCurrent: under('/console/audit') },
];
