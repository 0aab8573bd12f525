import { useApp } from '../data/app-context.ts';
import { Badge } from '../ui/badge.tsx';

export function OfflineBadge() {
  const { online } = useApp();
  return (
    <span role="status">
      {online.value ? null : (
        <Badge tone="caution" icon="cloud-off" testId="offline-badge">
          Offline
        </Badge>
      )}
    </span>
  );
}
