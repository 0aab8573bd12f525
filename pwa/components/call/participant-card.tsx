import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { ParticipantView } from '#core/view';
import type { VoiceMonitor } from '../../audio/monitor.ts';
import type { SessionWatch } from '../../data/watch.ts';
import type { ReadableRoomState } from '../../media/room-state.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Badge } from '../../ui/badge.tsx';
import { StatusBadge } from '../participant-status.tsx';
import { voiceLineOf } from './call-words.ts';
import { LevelMeter } from './level-meter.tsx';
import { ParticipantActions } from './participant-actions.tsx';
import { VoiceLine } from './voice-line.tsx';

export type ParticipantCardProps = {
  sessionId: string;
  participant: ParticipantView;
  room: ReadableRoomState;
  monitor: VoiceMonitor | undefined;
  watch: SessionWatch;
  /** A call has one other person: he gets the room for it. */
  large: boolean;
  /** The banner is about him: with two people of one name it must be seen who is meant. */
  marked: boolean;
};

/** Another participant: who he says he is, what is proved, what his voice tells, and what can be done. */
export function ParticipantCard(props: ParticipantCardProps) {
  const { participant, room, monitor, large, marked } = props;
  const { id, displayName, number, status } = participant;
  const live = useMemo(() => liveSignals(room, id), [room, id]);
  const line = voiceLineOf(participant, monitor?.states.value.get(id));
  const isHere = status !== 'removed' && status !== 'left';
  return (
    <li
      class={`participant participant-${status} ${large ? 'participant-large' : ''} ${marked ? 'participant-marked' : ''}`}
      data-testid="participant"
      data-participant-id={id}
      data-name={displayName}
      data-status={status}
      data-marked={String(marked)}
      data-monitoring={line.monitoring}
      data-monitored-by={line.by}
      data-strength={line.strength ?? ''}
      data-audio={live.audio}
      data-energy-in={live.energy}
      data-packets={live.packets}
      data-packets-lost={live.packetsLost}
      data-jitter-ms={live.jitterMs}
    >
      <div class="participant-who">
        <Avatar name={displayName} large={large} />
        <div class="grow">
          <h2 class="participant-name">{displayName}</h2>
          {number === undefined || number === displayName ? null : <p class="small soft">{number}</p>}
        </div>
        <LevelMeter level={live.level} off={!isHere || status === 'held'} />
      </div>
      <div class="row row-tight">
        <StatusBadge status={status} large={large} />
        {isClaimNews(participant, marked) ? (
          <Badge tone="caution" icon="user" large={large}>
            Uses the name of {participant.claimed?.displayName}
          </Badge>
        ) : null}
        {participant.protected ? <span class="small faint">Colleague</span> : null}
      </div>
      {isHere ? <VoiceLine line={line} /> : null}
      {isHere && status === 'held' ? (
        <p class="small soft">You do not hear this person, and this person does not hear you.</p>
      ) : null}
      {isHere ? (
        <ParticipantActions sessionId={props.sessionId} participant={participant} watch={props.watch} large={large} />
      ) : null}
    </li>
  );
}

/** A colleague who calls as himself uses his name too: that is said only where something is off, or the names differ. */
function isClaimNews({ claimed, displayName, status }: ParticipantView, marked: boolean): boolean {
  if (claimed === undefined || status === 'verified') return false;
  return marked || status !== 'unverified' || claimed.displayName !== displayName;
}

function liveSignals(room: ReadableRoomState, id: string) {
  const stats = computed(() => room.stats.value.get(id));
  return {
    level: computed(() => stats.value?.level ?? 0),
    energy: computed(() => (stats.value?.energy ?? 0).toFixed(6)),
    packets: computed(() => stats.value?.packets ?? 0),
    packetsLost: computed(() => stats.value?.packetsLost ?? 0),
    jitterMs: computed(() => (stats.value?.jitterMs ?? 0).toFixed(1)),
    audio: computed(() => {
      const voice = room.voices.value.get(id);
      if (voice === undefined) return 'none';
      return voice.paused ? 'held' : 'flowing';
    }),
  };
}
