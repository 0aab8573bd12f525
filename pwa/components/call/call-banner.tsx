import type { Banner, BannerLevel } from '#core/view';
import { NoticeBanner } from '../../ui/banner.tsx';
import type { IconName } from '../../ui/icon.tsx';
import type { Tone } from '../../ui/tone.ts';

const looks: Record<BannerLevel, { tone: Tone; icon: IconName }> = {
  info: { tone: 'positive', icon: 'shield-check' },
  caution: { tone: 'caution', icon: 'shield-question' },
  high: { tone: 'critical', icon: 'alert' },
};

/**
 * The one place for warnings: what is wrong, why, one safe next step. The status region is there before its content,
 * so that a change is read out (WCAG 4.1.3); danger interrupts.
 */
export function CallBanner({ banner, edgeAway }: { banner: Banner | undefined; edgeAway: boolean }) {
  const isHigh = banner?.level === 'high';
  return (
    <div class="call-banner" data-testid="banner-area" data-level={banner?.level ?? (edgeAway ? 'away' : 'none')}>
      <div role="status" class="stack">
        {edgeAway ? <AwayNotice /> : null}
        {banner === undefined || isHigh ? null : <Warning banner={banner} />}
      </div>
      {isHigh ? <Warning banner={banner} /> : null}
    </div>
  );
}

function Warning({ banner }: { banner: Banner }) {
  const { tone, icon } = looks[banner.level];
  return (
    <NoticeBanner
      key={`${banner.level} ${banner.headline}`}
      tone={tone}
      icon={icon}
      live={banner.level === 'high' ? 'alert' : 'none'}
      title={banner.headline}
      testId="banner"
    >
      {/* The step comes before the reasons: whoever is in a hurry reads two lines. */}
      <p class="call-step" data-testid="banner-step">
        {banner.nextStep}
      </p>
      {banner.reasons.length === 0 ? null : (
        <ul class="call-reasons small" data-testid="banner-reasons">
          {banner.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </NoticeBanner>
  );
}

function AwayNotice() {
  return (
    <NoticeBanner
      tone="caution"
      icon="cloud-off"
      live="none"
      title="Unverified: checks are paused. The call goes on."
      testId="edge-away"
    >
      <p>Nobody can be verified right now. Share nothing important until the checks are back.</p>
    </NoticeBanner>
  );
}
