import { useEffect, useState } from 'preact/hooks';
import { DETECTOR } from '#models';
import type { VoiceReport } from '../../audio/scorer-protocol.ts';
import { openVoiceMonitor, type VoiceMonitor } from '../../audio/monitor.ts';
import { useApp } from '../../data/app-context.ts';
import type { RoomClient, VoiceScore } from '../../media/room-client.ts';
import type { IncomingVoice } from '../../media/room-state.ts';

/** Listens to every voice of the room on this device and tells the gateway what it finds. */
export function useMonitor(client: RoomClient): VoiceMonitor | undefined {
  const { spareScorer } = useApp();
  const [monitor, setMonitor] = useState<VoiceMonitor | undefined>(undefined);
  useEffect(() => {
    const opened = openVoiceMonitor({
      onScore: (report) => void client.sendScore(scoreOf(report)),
      scorer: spareScorer.take(),
    });
    let known: ReadonlyMap<string, IncomingVoice> = new Map();
    const stopFollowing = client.state.voices.subscribe((voices) => {
      follow(opened, known, voices);
      known = voices;
    });
    const stopWhenOver = client.state.isOver.subscribe((isOver) => {
      if (isOver) opened.close();
    });
    setMonitor(opened);
    return () => {
      stopFollowing();
      stopWhenOver();
      opened.close();
    };
  }, [client, spareScorer]);
  return monitor;
}

type Voices = ReadonlyMap<string, IncomingVoice>;

function follow(monitor: VoiceMonitor, before: Voices, now: Voices): void {
  for (const [id, voice] of before) {
    if (now.get(id)?.consumerId !== voice.consumerId) monitor.detach(id);
  }
  for (const [id, voice] of now) {
    if (before.get(id)?.consumerId !== voice.consumerId) monitor.attach(voice);
    monitor.setHeld(id, voice.paused);
  }
}

function scoreOf(report: VoiceReport): VoiceScore {
  const { name, version, sha256 } = DETECTOR.manifest;
  return { ...report, model: `${name}@${version}`, modelSha256: sha256 };
}
