import { computed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { VoiceMonitor } from '../../audio/monitor.ts';
import type { RoomClient } from '../../media/room-client.ts';
import { LeaveGuard } from './leave-guard.tsx';

export type RoomRootProps = {
  client: RoomClient;
  monitor?: VoiceMonitor | undefined;
  kind: 'protected' | 'guest';
  children: ComponentChildren;
};

/**
 * The room's frame. Its data attributes say what the media does, so that a test or a support engineer reads it from the
 * page without any global object; they are signals, so that the page is not rendered four times a second.
 */
export function RoomRoot({ client, monitor, kind, children }: RoomRootProps) {
  const live = useMemo(() => liveSignals(client), [client]);
  const cost = monitor?.cost.value;
  return (
    <div
      class={`room room-${kind}`}
      data-testid="room"
      data-kind={kind}
      data-phase={client.state.phase}
      data-self={client.state.self}
      data-edge={client.state.edge}
      data-held={live.held}
      data-voices={live.voices}
      data-energy-in={live.energyIn}
      data-energy-out={live.energyOut}
      data-packets-in={live.packetsIn}
      data-packets-lost={live.packetsLost}
      data-packets-out={live.packetsOut}
      data-model-load-ms={monitor?.loadMs.value?.toFixed(0)}
      data-inference-ms={monitor?.inferenceMs.value?.toFixed(1)}
      data-worklet-mean-ms={cost?.meanMs.toFixed(4)}
      data-worklet-p99-ms={cost?.p99Ms.toFixed(4)}
      data-worklet-clock-ms={cost?.clockMs}
      data-worklet-quanta={cost?.quanta}
      data-worklet-dropped={cost?.droppedBlocks}
    >
      {children}
      <LeaveGuard />
    </div>
  );
}

function liveSignals({ state }: RoomClient) {
  const { stats, outgoing, voices, verification } = state;
  const total = (name: 'energy' | 'packets' | 'packetsLost'): number =>
    [...stats.value.values()].reduce((sum, one) => sum + one[name], 0);
  return {
    held: computed(() => String(verification.value?.held === true)),
    voices: computed(() => [...voices.value.values()].filter(({ paused }) => !paused).length),
    energyIn: computed(() => total('energy').toFixed(6)),
    energyOut: computed(() => (outgoing.value?.energy ?? 0).toFixed(6)),
    packetsIn: computed(() => total('packets')),
    packetsLost: computed(() => total('packetsLost')),
    packetsOut: computed(() => outgoing.value?.packets ?? 0),
  };
}
