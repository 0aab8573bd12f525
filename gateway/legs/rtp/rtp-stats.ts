/** What happened on one media stream since it was opened. */
export interface RtpStats {
  received: number;
  lost: number;
  late: number;
  duplicate: number;
  jitterMs: number;
  sent: number;
  sendDropped: number;
  malformed: number;
  strangers: number;
  flooded: number;
  wrongSsrc: number;
  wrongPayload: number;
  ssrcChanges: number;
  lastReceivedAtMs: number | null;
}
