import { useLocation } from 'preact-iso';
import type { ComponentChildren } from 'preact';
import { mayUseConsole, useApp } from '../data/app-context.ts';
import { Logo } from '../ui/logo.tsx';
import { AccountMenu } from './account-menu.tsx';
import { BreakGlassBanner } from './break-glass-banner.tsx';
import { BottomBar, Rail } from './nav.tsx';
import { OfflineBadge } from './offline-badge.tsx';

/** `bare`: a stranger's pages; `focus`: a call or a challenge, nothing beside it; `full`: with navigation. */
export type Chrome = 'bare' | 'focus' | 'full';

export function chromeOf(path: string): Chrome {
  if (/^\/(signin|enrol|j)(\/|$)/.test(path)) return 'bare';
  return /^\/(call|challenges)\//.test(path) ? 'focus' : 'full';
}

export function Shell({ children }: { children: ComponentChildren }) {
  const { path } = useLocation();
  const me = useApp().me.value;
  const chrome = chromeOf(path);
  const withNav = chrome === 'full' && mayUseConsole(me);
  return (
    <div class={`shell shell-${chrome} ${withNav ? 'shell-nav' : ''}`}>
      <a class="skip-link" href="#main">
        Skip to content
      </a>
      {withNav ? <Rail path={path} /> : null}
      <header class="topbar">
        {chrome === 'bare' ? (
          <Logo />
        ) : (
          <a class="topbar-home" href="/" aria-label="Countersign, home">
            <Logo />
          </a>
        )}
        <div class="row row-tight">
          <OfflineBadge />
          {me === null || me === undefined || chrome === 'bare' ? null : <AccountMenu me={me} />}
        </div>
      </header>
      {me === null || me === undefined ? null : <BreakGlassBanner />}
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      {withNav ? <BottomBar path={path} /> : null}
    </div>
  );
}
