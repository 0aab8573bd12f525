import { readPaths } from '../data/api.ts';
import { useApp } from '../data/app-context.ts';
import { breakGlassAt } from '../data/break-glass.ts';
import { useResource } from '../data/use-resource.ts';
import { Icon } from '../ui/icon.tsx';
import { Time } from '../ui/time.tsx';
import { useNow } from '../ui/use-now.ts';

/** Above every page, for everybody who is protected, while checks are recorded and not carried out. */
export function BreakGlassBanner() {
  const { api } = useApp();
  const read = useResource(readPaths.breakGlass(), api.breakGlass, 20_000);
  const nowMs = useNow(1000);
  const { active } = breakGlassAt(read.value.value, nowMs);
  return (
    // The region is there before its content, so that the beginning is announced.
    <div role="alert" class="break-glass-place">
      {active === undefined ? null : (
        <p class="break-glass" data-testid="break-glass-banner">
          <Icon name="alert" />
          <span>
            <b>Break-glass: nobody is asked or held now.</b> Checks are recorded only. Do not rely on a name or a voice;
            call back on a number you know.{' '}
            <span aria-hidden="true">
              <Time atMs={active.untilMs} as="left" /> left.
            </span>
          </span>
        </p>
      )}
    </div>
  );
}
