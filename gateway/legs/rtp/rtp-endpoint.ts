import type { Socket } from 'node:dgram';
import { EventEmitter } from 'node:events';
import type { Clock, Timer } from './clock.ts';
import type { ArrivalPlace } from './arrival-order.ts';
import { type Codec, frameMs } from './codec.ts';
import { encodeG711 } from './g711.ts';
import type { PortPool, SocketPair } from './port-pool.ts';
import type { Random } from './random.ts';
import { buildRtcp, parseRtcp } from './rtcp-packet.ts';
import { parseRtpPacket } from './rtp-packet.ts';
import { RtpReceiver } from './rtp-receiver.ts';
import type { RtpEndpointOptions } from './rtp-options.ts';
import { type FrameSource, RtpSender } from './rtp-sender.ts';
import type { RtpStats } from './rtp-stats.ts';
import { type RemoteMedia, SourceLock } from './source-lock.ts';
import type { DtmfDigit } from './telephone-event.ts';
import { startTicker, type Ticker } from './ticker.ts';

export interface RtpEndpointDeps {
  clock: Clock;
  random: Random;
  ports: PortPool;
}

/** What an offer/answer exchange agreed on. */
export interface MediaFormat {
  codec: Codec;
  payloadType: number;
  telephoneEventType: number | null;
  /** `null` while the peer has announced no usable address (held, or not known yet). */
  remote: RemoteMedia | null;
  /** Whether we may send: false while the peer holds us. */
  sending: boolean;
  /** Whether we listen: false while we hold the peer. */
  receiving: boolean;
}

/** Audio as it left the jitter buffer. */
export interface AudioFrame {
  /** G.711 bytes (usually 160; empty when `lost`). */
  payload: Uint8Array;
  payloadType: number;
  codec: Codec;
  rtpTimestamp: number;
  /** The packet never came. Nothing was invented in its place. */
  lost: boolean;
  /** When the frame left the jitter buffer, epoch ms. */
  atMs: number;
}

/** Audio as it arrived: validated, of the pinned source, in order of arrival and with the sender's gaps. */
export interface AudioPacket extends ArrivalPlace {
  /** G.711 bytes; valid during the event only. */
  payload: Uint8Array;
  codec: Codec;
}

export interface RtpEndpointEvents {
  /** At once, for receivers with a jitter buffer of their own. Key presses and copies are not among them. */
  packet: [AudioPacket];
  /** Later, in order, for who needs it evened out. */
  frame: [AudioFrame];
  dtmf: [DtmfDigit];
  stats: [RtpStats];
}

/** Binds the sockets of one media stream. The caller closes it. */
export async function createRtpEndpoint(options: RtpEndpointOptions, deps: RtpEndpointDeps): Promise<RtpEndpoint> {
  const pair = await deps.ports.bindPair(options.bindAddress);
  return new RtpEndpoint(options, deps, pair);
}

/** One phone's audio: sockets, pacing, reports. Made by `createRtpEndpoint`. */
export class RtpEndpoint extends EventEmitter<RtpEndpointEvents> {
  readonly localAddress: string;
  readonly localPort: number;
  readonly #options: RtpEndpointOptions;
  readonly #clock: Clock;
  readonly #pair: SocketPair;
  readonly #cname: string;
  readonly #lock: SourceLock;
  readonly #receiver: RtpReceiver;
  readonly #sender: RtpSender;
  readonly #ticker: Ticker;
  #report: Timer;
  #format: MediaFormat | null = null;
  #window = { startMs: 0, packets: 0 };
  #reportedPackets = 0;
  #counts = { malformed: 0, strangers: 0, flooded: 0 };
  #lastReceivedAtMs: number | null = null;
  #lastHeardAtMs: number;
  #closed = false;

  constructor(options: RtpEndpointOptions, deps: RtpEndpointDeps, pair: SocketPair) {
    super();
    this.#options = options;
    this.#clock = deps.clock;
    this.#pair = pair;
    this.localAddress = options.announcedAddress;
    this.localPort = pair.rtpPort;
    this.#lastHeardAtMs = deps.clock.nowMs();
    this.#cname = `${deps.random.token(8)}@countersign`;
    this.#lock = new SourceLock(options.source);
    this.#receiver = new RtpReceiver(options.jitterMs);
    this.#sender = new RtpSender({
      ssrc: deps.random.uint32(),
      sequence: deps.random.uint32() & 0xffff,
      timestamp: deps.random.uint32(),
      mostQueuedFrames: Math.ceil(options.mostQueuedMs / frameMs),
      idle: options.idle,
    });
    listen(pair.rtp, (bytes, address, port) => this.#onRtp(bytes, address, port));
    listen(pair.rtcp, (bytes, address) => this.#onRtcp(bytes, address));
    this.#ticker = startTicker(this.#clock, frameMs, (nowMs) => this.#tick(nowMs));
    this.#report = this.#clock.after(options.reportEveryMs, () => this.#sendReport());
  }

  get ssrc(): number {
    return this.#sender.ssrc;
  }

  /** When the last valid RTP or RTCP packet of the peer came, epoch ms; before the first one, when it was opened. */
  get lastHeardAtMs(): number {
    return this.#lastHeardAtMs;
  }

  get format(): MediaFormat | null {
    return this.#format;
  }

  /** Applies an agreed offer/answer. After it the peer may use another SSRC, address or port. */
  configure(format: MediaFormat): void {
    this.#format = format;
    this.#lock.offer(format.remote);
    this.#receiver.setFormat(format);
    this.#sender.setFormat(format);
  }

  /** Queues bytes of the leg's codec; returns how many 20 ms frames wait. */
  send(bytes: Uint8Array): number {
    if (!this.#closed) this.#sender.queue(bytes);
    return this.#sender.queuedFrames;
  }

  /** Queues 16-bit PCM at 8 kHz. */
  sendPcm(pcm: Int16Array): number {
    return this.send(encodeG711(this.#format?.codec ?? 'PCMU', pcm));
  }

  /** A mixer that is asked for one 160-byte frame a tick when the queue is empty; `null` removes it. */
  setSource(source: FrameSource | null): void {
    this.#sender.source = source;
  }

  /** Forgets what is queued: an announcement that is no longer wanted. */
  clearQueue(): void {
    this.#sender.clear();
  }

  /** Presses keys (0-9 * # A-D). False when the peer did not offer telephone-event or a character is no digit. */
  sendDtmf(digits: string, durationMs = 100): boolean {
    return this.#sender.queueDigits(digits, durationMs);
  }

  stats(): RtpStats {
    const reception = this.#receiver.reception;
    return {
      received: reception?.received ?? 0,
      lost: this.#receiver.lost,
      late: this.#receiver.late,
      duplicate: this.#receiver.duplicate,
      jitterMs: reception?.jitterMs ?? 0,
      sent: this.#sender.packets,
      sendDropped: this.#sender.dropped,
      ...this.#counts,
      wrongSsrc: this.#receiver.wrongSsrc,
      wrongPayload: this.#receiver.wrongPayload,
      ssrcChanges: this.#receiver.ssrcChanges,
      lastReceivedAtMs: this.#lastReceivedAtMs,
    };
  }

  /** Says RTCP BYE and frees the ports. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ticker.stop();
    this.#report.cancel();
    this.#sender.source = null;
    this.emit('stats', this.stats());
    this.#pair.rtp.close();
    this.#sendRtcp(true, () => {
      this.#pair.rtcp.close();
      this.#pair.release();
    });
    this.removeAllListeners();
  }

  #onRtp(bytes: Uint8Array, address: string, port: number): void {
    if (this.#closed || this.#format === null) return;
    const packet = parseRtpPacket(bytes);
    if (packet === null) {
      this.#counts.malformed++;
      return;
    }
    // Strangers first: a flood from elsewhere must not use up the budget of the peer.
    if (!this.#lock.admit(address, port)) {
      this.#counts.strangers++;
      return;
    }
    const nowMs = this.#clock.nowMs();
    if (this.#overRate(nowMs)) {
      this.#counts.flooded++;
      return;
    }
    this.#lastReceivedAtMs = nowMs;
    this.#lastHeardAtMs = nowMs;
    const { digits, place } = this.#receiver.receive(packet, nowMs);
    const { codec, receiving } = this.#format;
    if (place !== null && receiving) this.emit('packet', { ...place, payload: packet.payload, codec });
    for (const digit of digits) this.emit('dtmf', digit);
  }

  #overRate(nowMs: number): boolean {
    if (nowMs - this.#window.startMs >= 1000) this.#window = { startMs: nowMs, packets: 0 };
    return ++this.#window.packets > this.#options.mostPacketsPerSecond;
  }

  #onRtcp(bytes: Uint8Array, address: string): void {
    if (this.#closed || !this.#lock.admitControl(address)) return;
    const items = parseRtcp(bytes);
    if (items.length > 0) this.#lastHeardAtMs = this.#clock.nowMs();
    for (const item of items) {
      const reception = this.#receiver.reception;
      if (item.kind === 'sender-report' && item.ssrc === reception?.ssrc) {
        reception.noteSenderReport(item.ntpMiddle, this.#clock.nowMs());
      }
    }
  }

  #tick(nowMs: number): void {
    if (this.#closed) return;
    const format = this.#format;
    const { frames, digits } = this.#receiver.play(nowMs);
    if (format?.receiving === true) {
      for (const { payload, payloadType, timestamp, lost } of frames) {
        this.emit('frame', { payload, payloadType, codec: format.codec, rtpTimestamp: timestamp, lost, atMs: nowMs });
      }
    }
    for (const digit of digits) this.emit('dtmf', digit);
    const target = this.#lock.target();
    const packet = this.#sender.tick(format?.sending === true && target !== null);
    if (packet !== null && target !== null) this.#pair.rtp.send(packet, target.port, target.address, ignore);
  }

  #sendReport(): void {
    if (this.#closed) return;
    this.#sendRtcp(false, ignore);
    this.emit('stats', this.stats());
    this.#report = this.#clock.after(this.#options.reportEveryMs, () => this.#sendReport());
  }

  #sendRtcp(bye: boolean, done: () => void): void {
    const target = this.#lock.controlTarget();
    if (target === null) {
      done();
      return;
    }
    const nowMs = this.#clock.nowMs();
    const counts = this.#sender.counts();
    const active = counts.packets > this.#reportedPackets;
    this.#reportedPackets = counts.packets;
    const reception = this.#receiver.reception;
    const bytes = buildRtcp({
      ssrc: this.#sender.ssrc,
      cname: this.#cname,
      nowMs,
      sender: active ? counts : null,
      blocks: reception === null ? [] : [reception.report(nowMs)],
      bye,
    });
    this.#pair.rtcp.send(bytes, target.port, target.address, done);
  }
}

/** An ICMP error (peer's port closed) must not end the process. */
function ignore(): void {}

function listen(socket: Socket, receive: (bytes: Uint8Array, address: string, port: number) => void): void {
  socket.on('message', (bytes, from) => receive(bytes, from.address, from.port));
  socket.on('error', ignore);
}
