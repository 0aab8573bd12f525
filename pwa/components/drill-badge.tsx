import { Badge } from '../ui/badge.tsx';

export function DrillBadge() {
  return (
    <Badge tone="drill" icon="flask" testId="drill-badge">
      Drill
    </Badge>
  );
}
