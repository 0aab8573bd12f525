import { effect, signal, type Signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
/** This device's own choices, kept in local storage. */
export type Settings = { theme: Signal<Theme>; ringTone: Signal<boolean> };

const themeKey = 'countersign.theme';
const ringKey = 'countersign.ring-tone';

export function createSettings(page: Window): Settings {
  const read = (key: string): string | null => {
    try {
      return page.localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const write = (key: string, value: string): void => {
    try {
      page.localStorage.setItem(key, value);
    } catch {
      // Storage may be refused; the choice then lasts for this visit.
    }
  };
  const stored = read(themeKey);
  const theme = signal<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system');
  const ringTone = signal(read(ringKey) !== 'off');
  effect(() => {
    page.document.documentElement.dataset['theme'] = theme.value;
    write(themeKey, theme.value);
  });
  effect(() => write(ringKey, ringTone.value ? 'on' : 'off'));
  return { theme, ringTone };
}
