import { LocationProvider } from 'preact-iso';
import { InboxOverlay } from './components/inbox-overlay.tsx';
import { RouteAnnouncer } from './components/route-announcer.tsx';
import { Shell } from './components/shell.tsx';
import { useApp } from './data/app-context.ts';
import { Routes } from './routes.tsx';
import { ToastRegion } from './ui/toast.tsx';

export function AppRoot() {
  const { toasts } = useApp();
  return (
    <LocationProvider>
      <Shell>
        <Routes />
      </Shell>
      <InboxOverlay />
      <ToastRegion toasts={toasts} />
      <RouteAnnouncer />
    </LocationProvider>
  );
}
