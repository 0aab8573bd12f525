import type { GatewayEvent } from './event.ts';
import { judge } from './judge.ts';
import { remember } from './live-evidence.ts';
import { ok, refused, type Result } from './result.ts';
import { participantOf, type Participant } from './session.ts';
import { voiceBoundsNats } from './signal.ts';
import { addSignal, patchParticipant, record, type Turn } from './turn.ts';

type VoiceScored = Extract<GatewayEvent, { type: 'voice.scored' }>;
const auditEveryMs = 10_000;

/**
 * A voice score about somebody. It counts when it comes from a protected listener's device or from the gateway,
 * never from the speaker himself (design §5.1). Absent scores change what is shown, never the risk.
 */
export function observeVoice(turn: Turn, event: VoiceScored): Result<void> {
  const participant = participantOf(turn.session, event.participantId);
  if (participant === undefined) return refused('participant-unknown');
  if (!mayTestify(turn, event)) return refused('not-allowed');
  const { participantId, monitoring, source } = event;
  const strength = event.strength ?? participant.voice;
  const changed = monitoring !== participant.monitoring || strength !== participant.voice;
  patchParticipant(turn, participantId, { monitoring, monitoredBy: source, ...(strength && { voice: strength }) });
  if (event.llrNats !== undefined) {
    const heard = Math.min(voiceBoundsNats.highest, Math.max(voiceBoundsNats.lowest, event.llrNats));
    const [llrNats, voiceMemory] = remember(heard, participant.voiceMemory, turn.means.nowMs);
    patchParticipant(turn, participantId, { voiceMemory });
    const evidence = { ...evidenceOf(event), nowNats: heard, topNats: voiceMemory.topNats };
    addSignal(turn, 'synthetic-voice', { participantId, source, llrNats, evidence });
  }
  auditVoice(turn, event, participant, changed);
  judge(turn, participantId);
  return ok(undefined);
}

function mayTestify(turn: Turn, { source, listenerId, participantId }: VoiceScored): boolean {
  if (source === 'gateway') return true;
  if (listenerId === undefined || listenerId === participantId) return false;
  return participantOf(turn.session, listenerId)?.protected === true;
}

/** A score every second would drown the chain: a line every ten seconds, and at once when something changed. */
function auditVoice(turn: Turn, event: VoiceScored, before: Participant, changed: boolean): void {
  const { nowMs } = turn.means;
  const quiet = before.voiceAuditedAtMs !== undefined && nowMs - before.voiceAuditedAtMs < auditEveryMs;
  if (quiet && !changed) return;
  patchParticipant(turn, event.participantId, { voiceAuditedAtMs: nowMs });
  const { participantId, listenerId, monitoring, llrNats, id: eventId, atMs: gatewayAtMs } = event;
  record(turn, 'voice.scored', {
    eventId,
    gatewayAtMs,
    participantId,
    listenerId,
    monitoring,
    llrNats,
    source: event.source,
    ...evidenceOf(event),
    strength: event.strength,
  });
}

function evidenceOf({ strength, windows, speechSeconds, model, modelSha256, codec }: VoiceScored) {
  return { strength: strength ?? 'none', windows, speechSeconds, model, modelSha256, codec };
}
