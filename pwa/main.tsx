import { render } from 'preact';
import { AppRoot } from './app-root.tsx';
import { AppContext, createApp } from './data/app-context.ts';
import { followUpdates } from './data/updates.ts';
import { restrictScripts } from './trusted.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/surfaces.css';
import './styles/table.css';
import './styles/overlays.css';
import './styles/layout.css';
import './styles/navigation.css';
import './styles/page.css';
import './styles/inbox.css';

restrictScripts(window);
const app = await createApp(window);
const root = document.getElementById('app');
if (root !== null) {
  render(
    <AppContext.Provider value={app}>
      <AppRoot />
    </AppContext.Provider>,
    root,
  );
}
if (import.meta.env.PROD) void followUpdates(app, window);
