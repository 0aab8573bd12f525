import { describe, expect, it } from 'vitest';
import { decodeG711, encodeG711 } from '../legs/rtp/g711.ts';
import { parseRtpPacket } from '../legs/rtp/rtp-packet.ts';
import { RtpRewriter } from './rtp-rewriter.ts';

const packet = (sequence: number, marker = false) => ({
  sequence,
  timestamp: sequence * 160,
  marker,
  codec: 'PCMU' as const,
  payload: new Uint8Array(160).fill(5),
});

describe('the rewriter of a phone’s RTP', () => {
  it('pins the SSRC, keeps the bytes and the gaps, and runs over the wrap', () => {
    const rewriter = new RtpRewriter('PCMU', { ssrc: 42, sequence: 65_535, timestamp: 0xffff_ff60 });
    const sent = [packet(0, true), packet(1), packet(4), packet(3)].map((one) => parseRtpPacket(rewriter.rewrite(one)));
    expect(sent.map((one) => one?.sequence)).toEqual([65_535, 0, 3, 2]);
    expect(sent.map((one) => one?.timestamp)).toEqual([0xffff_ff60, 0, 480, 320]);
    expect(sent.map((one) => one?.marker)).toEqual([true, false, false, false]);
    expect(sent.every((one) => one?.ssrc === 42 && one.payload.every((byte) => byte === 5))).toBe(true);
  });

  it('keeps the stream’s law when the phone changes its own', () => {
    const rewriter = new RtpRewriter('PCMA', { ssrc: 1, sequence: 0, timestamp: 0 });
    const pcm = Int16Array.from({ length: 160 }, (_, i) => i * 100);
    const sent = parseRtpPacket(rewriter.rewrite({ ...packet(0), payload: encodeG711('PCMU', pcm) }));
    expect(sent?.payloadType).toBe(8);
    expect(decodeG711('PCMA', sent?.payload ?? new Uint8Array())[100]).toBeCloseTo(10_000, -3);
  });
});
