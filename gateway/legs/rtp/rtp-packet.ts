/** One RTP packet, RFC 3550 §5.1. */
export interface RtpPacket {
  marker: boolean;
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
  csrcs: readonly number[];
  extension: { profile: number; bytes: Uint8Array } | null;
  payload: Uint8Array;
}

const fixedHeaderBytes = 12;

/** Parses a datagram; `null` when it is not RTP version 2 or its lengths do not fit (RFC 3550 §A.1). */
export function parseRtpPacket(bytes: Uint8Array): RtpPacket | null {
  if (bytes.length < fixedHeaderBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint8(0);
  if (first >> 6 !== 2) return null;
  const csrcCount = first & 0x0f;
  let offset = fixedHeaderBytes + csrcCount * 4;
  if (offset > bytes.length) return null;
  const csrcs: number[] = [];
  for (let i = 0; i < csrcCount; i++) csrcs.push(view.getUint32(fixedHeaderBytes + i * 4));

  let extension: RtpPacket['extension'] = null;
  if ((first & 0x10) !== 0) {
    if (offset + 4 > bytes.length) return null;
    const length = view.getUint16(offset + 2) * 4;
    if (offset + 4 + length > bytes.length) return null;
    extension = { profile: view.getUint16(offset), bytes: bytes.subarray(offset + 4, offset + 4 + length) };
    offset += 4 + length;
  }

  let end = bytes.length;
  if ((first & 0x20) !== 0) {
    const padding = view.getUint8(bytes.length - 1);
    if (padding === 0 || offset + padding > bytes.length) return null;
    end -= padding;
  }
  const second = view.getUint8(1);
  return {
    marker: (second & 0x80) !== 0,
    payloadType: second & 0x7f,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    csrcs,
    extension,
    payload: bytes.subarray(offset, end),
  };
}

/** Builds a datagram. Extension bytes are padded to 32-bit words; no RTP padding is made. */
export function buildRtpPacket(packet: RtpPacket): Uint8Array {
  const { csrcs, extension, payload } = packet;
  if (csrcs.length > 15) throw new RangeError('an RTP packet carries at most 15 CSRCs');
  const extensionWords = extension === null ? 0 : Math.ceil(extension.bytes.length / 4);
  const headerBytes = fixedHeaderBytes + csrcs.length * 4 + (extension === null ? 0 : 4 + extensionWords * 4);
  const bytes = new Uint8Array(headerBytes + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80 | (extension === null ? 0 : 0x10) | csrcs.length);
  view.setUint8(1, (packet.marker ? 0x80 : 0) | (packet.payloadType & 0x7f));
  view.setUint16(2, packet.sequence & 0xffff);
  view.setUint32(4, packet.timestamp >>> 0);
  view.setUint32(8, packet.ssrc >>> 0);
  csrcs.forEach((csrc, index) => view.setUint32(fixedHeaderBytes + index * 4, csrc >>> 0));
  if (extension !== null) {
    const at = fixedHeaderBytes + csrcs.length * 4;
    view.setUint16(at, extension.profile);
    view.setUint16(at + 2, extensionWords);
    bytes.set(extension.bytes, at + 4);
  }
  bytes.set(payload, headerBytes);
  return bytes;
}
