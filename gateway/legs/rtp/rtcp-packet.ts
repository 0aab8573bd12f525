import type { ReportBlock } from './reception.ts';

export interface SenderCounts {
  packets: number;
  octets: number;
  /** RTP timestamp that belongs to the report's wall-clock time. */
  rtpTimestamp: number;
}

export interface RtcpReport {
  ssrc: number;
  cname: string;
  nowMs: number;
  sender: SenderCounts | null;
  blocks: readonly ReportBlock[];
  bye: boolean;
}

export type RtcpItem =
  | { kind: 'sender-report'; ssrc: number; ntpMiddle: number }
  | { kind: 'receiver-report'; ssrc: number }
  | { kind: 'bye'; ssrcs: number[] }
  | { kind: 'other'; type: number };

const ntpEpochOffsetS = 2_208_988_800;
const type = { sr: 200, rr: 201, sdes: 202, bye: 203 } as const;

function header(view: DataView, at: number, count: number, packetType: number, bytes: number): void {
  view.setUint8(at, 0x80 | count);
  view.setUint8(at + 1, packetType);
  view.setUint16(at + 2, bytes / 4 - 1);
}

function writeBlock(view: DataView, at: number, block: ReportBlock): void {
  view.setUint32(at, block.ssrc);
  view.setUint32(at + 4, ((block.fractionLost & 0xff) << 24) | (block.cumulativeLost & 0xff_ffff));
  view.setUint32(at + 8, block.highestSequence);
  view.setUint32(at + 12, block.jitter);
  view.setUint32(at + 16, block.lastSr);
  view.setUint32(at + 20, block.delaySinceLastSr);
}

/** A compound packet: SR or RR first, then SDES with CNAME, then BYE when leaving (RFC 3550 §6.1). */
export function buildRtcp(report: RtcpReport): Uint8Array {
  const cname = new TextEncoder().encode(report.cname).subarray(0, 255);
  const reportBytes = 8 + (report.sender === null ? 0 : 20) + report.blocks.length * 24;
  // At least one zero byte ends the chunk (RFC 3550 §6.5).
  const sdesBytes = 4 + Math.ceil((4 + 2 + cname.length + 1) / 4) * 4;
  const bytes = new Uint8Array(reportBytes + sdesBytes + (report.bye ? 8 : 0));
  const view = new DataView(bytes.buffer);

  header(view, 0, report.blocks.length, report.sender === null ? type.rr : type.sr, reportBytes);
  view.setUint32(4, report.ssrc);
  let at = 8;
  if (report.sender !== null) {
    view.setUint32(8, Math.floor(report.nowMs / 1000) + ntpEpochOffsetS);
    view.setUint32(12, Math.floor(((report.nowMs % 1000) / 1000) * 0x1_0000_0000));
    view.setUint32(16, report.sender.rtpTimestamp);
    view.setUint32(20, report.sender.packets);
    view.setUint32(24, report.sender.octets);
    at = 28;
  }
  for (const block of report.blocks) {
    writeBlock(view, at, block);
    at += 24;
  }
  header(view, at, 1, type.sdes, sdesBytes);
  view.setUint32(at + 4, report.ssrc);
  view.setUint8(at + 8, 1);
  view.setUint8(at + 9, cname.length);
  bytes.set(cname, at + 10);
  if (report.bye) {
    header(view, at + sdesBytes, 1, type.bye, 8);
    view.setUint32(at + sdesBytes + 4, report.ssrc);
  }
  return bytes;
}

/** The items of a compound packet; stops at the first one that does not fit. */
export function parseRtcp(bytes: Uint8Array): RtcpItem[] {
  const items: RtcpItem[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 4 <= bytes.length; ) {
    const first = view.getUint8(at);
    const packetType = view.getUint8(at + 1);
    const length = (view.getUint16(at + 2) + 1) * 4;
    if (first >> 6 !== 2 || at + length > bytes.length) break;
    items.push(readItem(view, at, length, first & 0x1f, packetType));
    at += length;
  }
  return items;
}

function readItem(view: DataView, at: number, length: number, count: number, packetType: number): RtcpItem {
  if (packetType === type.sr && length >= 28) {
    return { kind: 'sender-report', ssrc: view.getUint32(at + 4), ntpMiddle: view.getUint32(at + 10) };
  }
  if (packetType === type.rr && length >= 8) return { kind: 'receiver-report', ssrc: view.getUint32(at + 4) };
  if (packetType === type.bye) {
    const ssrcs: number[] = [];
    for (let i = 0; i < count && 4 + (i + 1) * 4 <= length; i++) ssrcs.push(view.getUint32(at + 4 + i * 4));
    return { kind: 'bye', ssrcs };
  }
  return { kind: 'other', type: packetType };
}
