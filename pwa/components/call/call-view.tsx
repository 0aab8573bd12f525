import { useEffect } from 'preact/hooks';
import type { ParticipantView, SessionView } from '#core/view';
import type { RosterEntry } from '#core/wire';
import type { VoiceMonitor } from '../../audio/monitor.ts';
import { useApp } from '../../data/app-context.ts';
import type { SessionWatch } from '../../data/watch.ts';
import type { RoomClient } from '../../media/room-client.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { DrillBadge } from '../drill-badge.tsx';
import { useTitle } from '../use-title.ts';
import { CallBanner } from './call-banner.tsx';
import { CallDock } from './call-dock.tsx';
import { ParticipantCard } from './participant-card.tsx';
import { PlaybackNotice } from './playback-notice.tsx';
import { PressureButton } from './pressure-button.tsx';
import { RoomEnd } from './room-end.tsx';
import { RoomHead } from './room-head.tsx';
import { RoomRoot } from './room-root.tsx';
import { rosterOnly } from './roster-only.ts';
import { useMonitor } from './use-monitor.ts';
import { useWatch } from './use-watch.ts';
import { VerificationPanel } from './verification-panel.tsx';

/** A call or meeting as a protected person sees it: who is who, what is wrong, what to do. */
export function CallView({ sessionId, client }: { sessionId: string; client: RoomClient }) {
  const watch = useWatch(sessionId);
  const monitor = useMonitor(client);
  const { inCall, online } = useApp();
  const view = watch.value.value;
  const room = client.state;
  const isOver = room.isOver.value;
  useEffect(() => {
    inCall.value = !isOver;
  }, [inCall, isOver]);
  useTitle(isOver ? 'Ended' : titleOf(view));

  if (isOver) return <CallEnd view={view} client={client} />;
  // Whoever misses the edge first says so: the gateway, the edge about the gateway, or this page.
  const edgeAway = room.edge.value === 'away' || view?.gateway === 'away' || !online.value;
  const others = othersOf(view, room.self.value, room.roster.value);
  return (
    <RoomRoot client={client} monitor={monitor} kind="protected">
      <RoomHead
        title={titleOf(view)}
        room={room}
        sinceMs={view?.startedAtMs}
        marks={view?.drill === true ? <DrillBadge /> : null}
      />
      <CallBanner banner={view?.banner} edgeAway={edgeAway} />
      <PlaybackNotice client={client} onStart={() => void monitor?.resume()} />
      {room.verification.value === undefined ? null : <VerificationPanel verification={room.verification.value} />}
      {view === undefined ? <Skeleton lines={4} label="Loading participants" /> : null}
      <Others
        others={others}
        sessionId={sessionId}
        client={client}
        monitor={monitor}
        watch={watch}
        isCall={view?.kind !== 'meeting'}
      />
      <CallDock client={client} leaveLabel={view?.kind === 'meeting' ? 'Leave' : 'Hang up'}>
        <PressureButton sessionId={sessionId} participantId={view?.banner?.participantId ?? onlyOne(others)?.id} />
      </CallDock>
    </RoomRoot>
  );
}

type OthersProps = {
  others: ParticipantView[];
  sessionId: string;
  client: RoomClient;
  monitor: VoiceMonitor | undefined;
  watch: SessionWatch;
  isCall: boolean;
};

function Others({ others, sessionId, client, monitor, watch, isCall }: OthersProps) {
  if (watch.value.value !== undefined && others.length === 0) {
    return <p class="room-alone soft">Nobody else is here yet. Those who were invited appear as they join.</p>;
  }
  return (
    <ul class={`participants ${isCall ? 'participants-call' : ''}`} aria-label="Other participants">
      {others.map((participant) => (
        <ParticipantCard
          key={participant.id}
          sessionId={sessionId}
          participant={participant}
          room={client.state}
          monitor={monitor}
          watch={watch}
          large={isCall}
          marked={
            watch.value.value?.banner?.participantId === participant.id && watch.value.value.banner.level !== 'info'
          }
        />
      ))}
    </ul>
  );
}

function CallEnd({ view, client }: { view: SessionView | undefined; client: RoomClient }) {
  const others = othersOf(view, client.state.self.value, []);
  const bad = others.find(({ status }) => status === 'held' || status === 'removed');
  const denial = bad?.reasons.find(({ code }) => code === 'challenge-denied')?.text;
  const isRemoved = bad?.status === 'removed';
  const detail =
    bad === undefined
      ? undefined
      : `${denial === undefined ? '' : `${denial} `}Do not act on anything that was asked for. Your security team has the case; call back on a number you know.`;
  return (
    <RoomEnd room={client.state} title={isRemoved ? `${wordFor(view)} was removed` : undefined} detail={detail}>
      <LinkButton variant="primary" href="/">
        Go home
      </LinkButton>
    </RoomEnd>
  );
}

function wordFor(view: SessionView | undefined): string {
  return view?.kind === 'meeting' ? 'A participant' : 'The caller';
}

/** Present people first; who was removed or has left stays to be seen, below. */
function othersOf(
  view: SessionView | undefined,
  self: string | undefined,
  roster: readonly RosterEntry[],
): ParticipantView[] {
  if (view === undefined) return [];
  const gone = ({ status }: ParticipantView): number => (status === 'removed' || status === 'left' ? 1 : 0);
  return [...view.participants, ...rosterOnly(roster, view)]
    .filter(({ id }) => id !== (view.you ?? self))
    .sort((a, b) => gone(a) - gone(b) || a.joinedAtMs - b.joinedAtMs);
}

function onlyOne(others: ParticipantView[]): ParticipantView | undefined {
  return others.length === 1 ? others[0] : undefined;
}

/** The session's title names the person who is called; he himself needs to see who calls: by the number, not by the claim. */
function titleOf(view: SessionView | undefined): string {
  if (view?.kind === 'meeting') return view.title;
  const caller = view?.participants.find(({ role }) => role === 'caller');
  return caller === undefined ? 'Call' : `Call from ${caller.number ?? caller.displayName}`;
}
