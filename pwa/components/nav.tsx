import { useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Logo } from '../ui/logo.tsx';
import { consoleItems, homeItem, type NavItem } from './nav-items.ts';

/** Wide screens: a rail at the side. */
export function Rail({ path }: { path: string }) {
  return (
    <aside class="rail">
      <a class="rail-home" href="/" aria-label="Countersign, home">
        <Logo />
      </a>
      <nav aria-label="Main">
        <NavLink item={homeItem} path={path} />
        <p class="rail-label" id="rail-console">
          Console
        </p>
        <ul aria-labelledby="rail-console">
          {consoleItems.map((item) => (
            <li key={item.href}>
              <NavLink item={item} path={path} />
            </li>
          ))}
        </ul>
      </nav>
    </aside>
  );
}

const barItems = [homeItem, ...consoleItems.slice(0, 3)];
const moreItems = consoleItems.slice(3);

/** Phones: a bar at the bottom, the rest behind "More". */
export function BottomBar({ path }: { path: string }) {
  const [open, setOpen] = useState(false);
  const inMore = moreItems.some((item) => item.isCurrent(path));
  return (
    <nav class="bottom-bar" aria-label="Main">
      {barItems.map((item) => (
        <NavLink key={item.href} item={item} path={path} />
      ))}
      <button
        type="button"
        class="nav-link"
        aria-haspopup="dialog"
        aria-current={inMore ? 'true' : undefined}
        onClick={() => setOpen(true)}
      >
        <Icon name="menu" />
        <span>More</span>
      </button>
      <Dialog open={open} title="More" kind="sheet" onClose={() => setOpen(false)}>
        <ul>
          {moreItems.map((item) => (
            <li key={item.href}>
              <NavLink item={item} path={path} onClick={() => setOpen(false)} />
            </li>
          ))}
        </ul>
      </Dialog>
    </nav>
  );
}

function NavLink({ item, path, onClick }: { item: NavItem; path: string; onClick?: () => void }) {
  return (
    <a class="nav-link" href={item.href} aria-current={item.isCurrent(path) ? 'page' : undefined} onClick={onClick}>
      <Icon name={item.icon} />
      <span>{item.label}</span>
    </a>
  );
}
