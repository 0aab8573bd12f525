import { Icon, type IconName } from '../../ui/icon.tsx';
import type { Tone } from '../../ui/tone.ts';
import { voiceWordsOf, type VoiceLine as Line } from './call-words.ts';

/** What is known about a voice, in words with a mark. */
export function VoiceLine({ line }: { line: Line }) {
  const { tone, icon } = lookOf(line);
  return (
    <p class={`voice-line tone-${tone}`} data-testid="voice-line">
      <Icon name={icon} />
      <span>
        {voiceWordsOf(line)}
        {line.by === 'gateway' ? <span class="faint"> · checked by the gateway</span> : null}
      </span>
    </p>
  );
}

function lookOf({ monitoring, strength }: Line): { tone: Tone; icon: IconName } {
  if (monitoring === 'scoring' && strength === 'strong') return { tone: 'critical', icon: 'alert' };
  if (monitoring === 'scoring' && strength === 'weak') return { tone: 'caution', icon: 'alert' };
  if (monitoring === 'not-monitored' || monitoring === 'codec-not-covered')
    return { tone: 'neutral', icon: 'x-circle' };
  return { tone: 'neutral', icon: 'ear' };
}
