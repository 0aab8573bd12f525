import type { ParticipantView, RiskPoint } from '#core/view';

/** Columns for the chart: seconds, then one column of risk (0 to 10) for each participant; `undefined` is a gap. */
export type TimelineSeries = { names: string[]; ids: string[]; columns: (number | undefined)[][] };

/** The last value of everybody who is still there is drawn on until `untilMs`. */
export function timelineSeries(
  points: readonly RiskPoint[],
  participants: readonly Pick<ParticipantView, 'id' | 'displayName' | 'leftAtMs'>[],
  untilMs: number,
): TimelineSeries {
  const shown = participants.filter(({ id }) => points.some((point) => point.participantId === id));
  const last = new Map(points.map((point) => [point.participantId, point]));
  const ends = shown.map(({ id, leftAtMs }) => ({
    participantId: id,
    atMs: Math.max(leftAtMs ?? untilMs, last.get(id)?.atMs ?? untilMs),
    p: last.get(id)?.p ?? 0,
  }));
  const all = [...points, ...ends].filter(({ participantId }) => shown.some(({ id }) => id === participantId));
  const times = [...new Set(all.map((point) => point.atMs))].sort((a, b) => a - b);
  const rows = shown.map(({ id }) => {
    const byTime = new Map(
      all.filter((point) => point.participantId === id).map((point) => [point.atMs, point.p * 10]),
    );
    return times.map((atMs) => byTime.get(atMs));
  });
  return {
    names: shown.map(({ displayName }) => displayName),
    ids: shown.map(({ id }) => id),
    columns: [times.map((atMs) => atMs / 1000), ...rows],
  };
}
