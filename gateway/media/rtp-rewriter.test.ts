import { describe, expect, it } from 'vitest';
import { parseRtpPacket } from '../legs/rtp/rtp-packet.ts';
import { RtpRewriter } from './rtp-rewriter.ts';

const frame = (rtpTimestamp: number, lost = false) => ({ payload: new Uint8Array(160).fill(5), rtpTimestamp, lost });

describe('the rewriter of a phone’s RTP', () => {
  it('pins the SSRC, keeps the bytes, and counts sequence and time on over their wrap', () => {
    const rewriter = new RtpRewriter('PCMU', { ssrc: 42, sequence: 65_534, timestamp: 0xffff_ff60 });
    const sent = [1000, 1160, 1320].map((at) => parseRtpPacket(rewriter.next(frame(at)) ?? new Uint8Array()));
    expect(sent.map((packet) => packet?.sequence)).toEqual([65_535, 0, 1]);
    expect(sent.map((packet) => packet?.timestamp)).toEqual([0xffff_ff60, 0, 160]);
    expect(sent.map((packet) => packet?.marker)).toEqual([true, false, false]);
    expect(sent.every((packet) => packet?.ssrc === 42 && packet.payload.every((byte) => byte === 5))).toBe(true);
  });

  it('leaves the gap of a lost frame, so that the listener can conceal it', () => {
    const rewriter = new RtpRewriter('PCMA', { ssrc: 1, sequence: 0, timestamp: 0 });
    rewriter.next(frame(0));
    expect(rewriter.next(frame(160, true))).toBeUndefined();
    const after = parseRtpPacket(rewriter.next(frame(320)) ?? new Uint8Array());
    expect([after?.sequence, after?.timestamp, after?.payloadType]).toEqual([3, 320, 8]);
  });

  it('goes on smoothly when the phone restarts its clock', () => {
    const rewriter = new RtpRewriter('PCMU', { ssrc: 1, sequence: 0, timestamp: 0 });
    rewriter.next(frame(5000));
    const after = parseRtpPacket(rewriter.next(frame(4_000_000_000)) ?? new Uint8Array());
    expect([after?.timestamp, after?.marker]).toEqual([160, true]);
  });
});
