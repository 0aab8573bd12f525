import type { types } from 'mediasoup';
import type { RtcNotice } from '#core/wire';
import type { Events } from '../events.ts';
import type { Random } from '../legs/rtp/random.ts';
import type { AudioPacket } from '../legs/rtp/rtp-endpoint.ts';
import { Serial } from '../serial.ts';
import { type AudioCodec, roomCodecs } from './codecs.ts';
import { isApart } from './hold-lane.ts';
import { codecOfMember, dropMedia, type Member, newMember } from './member.ts';
import type { Mixer } from './mixer.ts';
import { MediaRefused, PagePort } from './page-port.ts';
import type { Participant } from './participant.ts';
import { PhonePort } from './phone-port.ts';
import { subscribe } from './subscribe.ts';
import type { MediaWorker, WorkerPool } from './worker-pool.ts';

export type RoomDeps = {
  pool: WorkerPool;
  events: Events;
  random: Random;
  /** Tells one page; a no-op for phone legs. */
  notify: (participantId: string, notice: RtcNotice) => void;
};

/** The media of one session: who hears whom, kept right through holds and the death of a media worker. */
export class Room {
  readonly sessionId: string;
  readonly #deps: RoomDeps;
  readonly #members = new Map<string, Member>();
  readonly #work = new Serial();
  #router: types.Router | undefined;
  #worker: MediaWorker | undefined;
  #interrupted = false;
  #closed = false;

  constructor(sessionId: string, deps: RoomDeps) {
    this.sessionId = sessionId;
    this.#deps = deps;
  }

  /** Its media worker died and it was not rebuilt since. */
  get interrupted(): boolean {
    return this.#interrupted;
  }

  get participants(): Participant[] {
    return [...this.#members.values()].map((member) => member.participant);
  }

  has(participantId: string): boolean {
    return this.#members.has(participantId);
  }

  codecOf(participantId: string): AudioCodec {
    const member = this.#members.get(participantId);
    return member === undefined ? 'opus' : codecOfMember(member);
  }

  /** Adds a page, or makes a page that came back start over with nothing on the router. */
  addPage(participant: Participant): Promise<types.RtpCapabilities> {
    return this.#work.run(async () => {
      const router = await this.#openRouter();
      const known = this.#members.get(participant.id);
      if (known === undefined) this.#members.set(participant.id, newMember(participant, undefined));
      else this.#dropMember(known);
      return router.rtpCapabilities;
    });
  }

  addPhone(participant: Participant, mixer: Mixer): Promise<void> {
    return this.#work.run(async () => {
      await this.#openRouter();
      const member = newMember(participant, mixer);
      this.#members.set(participant.id, member);
      await this.#attachPhone(member);
      await this.#reconcile();
    });
  }

  capabilities(): Promise<types.RtpCapabilities> {
    return this.#work.run(async () => (await this.#openRouter()).rtpCapabilities);
  }

  remove(participantId: string): Promise<void> {
    return this.#work.run(() => {
      const member = this.#members.get(participantId);
      if (member === undefined) return;
      this.#members.delete(participantId);
      this.#dropMember(member);
      member.mixer?.close();
    });
  }

  /** A page's port on the router of the moment; steps on it run one after another. */
  onPage<T>(participantId: string, step: (port: PagePort) => Promise<T> | T): Promise<T> {
    return this.#work.run(async () => {
      const member = this.#members.get(participantId);
      if (member === undefined || member.mixer !== undefined) throw new MediaRefused('not in this room');
      const router = await this.#openRouter();
      if (this.#worker === undefined) throw new MediaRefused('no media now');
      member.port ??= new PagePort(router, this.#worker.webRtcServer, () =>
        this.#deps.events.note('page.dtls-failed', { participantId }),
      );
      if (!(member.port instanceof PagePort)) throw new MediaRefused('not a page');
      return step(member.port);
    });
  }

  /** Brings the copies that everybody gets up to date after somebody can speak or listen. */
  refresh(): Promise<void> {
    return this.#work.run(() => this.#reconcile());
  }

  /** Announces again to a page everything that it receives. */
  announceAll(participantId: string): void {
    const listener = this.#members.get(participantId);
    for (const subscription of listener?.subscriptions.values() ?? []) {
      const speaker = this.#members.get(subscription.speakerId);
      if (listener !== undefined && speaker !== undefined) this.#announce(listener, speaker);
    }
  }

  async resumeConsumer(participantId: string, consumerId: string): Promise<void> {
    const subscriptions = this.#members.get(participantId)?.subscriptions.values() ?? [];
    const found = [...subscriptions].find((subscription) => subscription.consumer.id === consumerId);
    if (found === undefined) throw new MediaRefused('no such consumer');
    found.wanted = true;
    await found.settle();
  }

  /** A packet of a phone leg's voice, as it arrived. */
  speak(participantId: string, packet: AudioPacket): void {
    const port = this.#members.get(participantId)?.port;
    if (port instanceof PhonePort) port.speak(packet);
  }

  /**
   * Holds or releases a participant. Resolves when every copy concerned is paused (or flows) at the worker. It does
   * not wait for other steps of the room: new copies are made paused and look at the same flag.
   */
  async setHeld(participantId: string, held: boolean): Promise<void> {
    const member = this.#members.get(participantId);
    if (member === undefined) return;
    member.participant.held = held;
    await Promise.all([...this.#members.values()].map((listener) => this.#applyLane(listener)));
  }

  /** Packets of a page's voice before any pause, for the scorer. A no-op where there is no page or it is silent. */
  openTap(participantId: string, onPacket: (rtp: Buffer) => void): Promise<void> {
    return this.#work.run(async () => {
      const member = this.#members.get(participantId);
      const producer = member?.port?.producer;
      if (member === undefined || producer === undefined || member.tap?.closed === false) return;
      if (member.mixer !== undefined) return;
      const router = await this.#openRouter();
      const transport = await router.createDirectTransport();
      const tap = await transport.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities });
      tap.on('rtp', onPacket);
      tap.observer.on('close', () => transport.close());
      member.tap = tap;
    });
  }

  closeTap(participantId: string): void {
    const member = this.#members.get(participantId);
    member?.tap?.close();
    if (member !== undefined) member.tap = undefined;
  }

  hasTap(participantId: string): boolean {
    return this.#members.get(participantId)?.tap?.closed === false;
  }

  /** The worker died: everything on it is gone. Phones come back at once, pages are asked to. */
  rebuild(): Promise<void> {
    return this.#work.run(async () => {
      if (this.#closed) return;
      this.#interrupted = false;
      // A step that came in between may have opened one already: what it made is made anew with the rest.
      this.#router?.close();
      this.#router = undefined;
      for (const member of this.#members.values()) dropMedia(member);
      const router = await this.#openRouter();
      for (const member of this.#members.values()) {
        if (member.mixer === undefined) {
          const routerRtpCapabilities = router.rtpCapabilities as Record<string, unknown>;
          this.#deps.notify(member.participant.id, { kind: 'notice', type: 'media-reset', routerRtpCapabilities });
        } else await this.#attachPhone(member);
      }
      await this.#reconcile();
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const member of this.#members.values()) {
      dropMedia(member);
      member.mixer?.close();
    }
    this.#members.clear();
    this.#router?.close();
  }

  async #openRouter(): Promise<types.Router> {
    if (this.#closed) throw new MediaRefused('the room is closed');
    if (this.#router?.closed === false) return this.#router;
    this.#worker = await this.#deps.pool.pick();
    const router = await this.#worker.worker.createRouter({ mediaCodecs: roomCodecs });
    router.once('workerclose', () => {
      this.#interrupted = true;
    });
    this.#router = router;
    return router;
  }

  async #attachPhone(member: Member): Promise<void> {
    if (member.mixer === undefined || this.#router === undefined) return;
    member.port = await PhonePort.open(this.#router, member.mixer, this.#deps.random);
  }

  #dropMember(member: Member): void {
    dropMedia(member);
    for (const other of this.#members.values()) {
      other.deafTo.delete(member.participant.id);
      other.mixer?.removeTalker(member.participant.id);
    }
  }

  async #reconcile(): Promise<void> {
    for (const listener of this.#members.values()) {
      for (const speaker of this.#members.values()) {
        if (speaker !== listener) await this.#connect(listener, speaker);
      }
    }
  }

  async #connect(listener: Member, speaker: Member): Promise<void> {
    const speakerId = speaker.participant.id;
    if (listener.subscriptions.get(speakerId)?.consumer.closed === false) return;
    const outcome = await subscribe(listener, speaker);
    if (outcome === 'nothing') return;
    if (outcome === 'cannot-play') {
      if (!listener.deafTo.has(speakerId)) {
        listener.deafTo.add(speakerId);
        this.#deps.events.note('media.not-receivable', { listenerId: listener.participant.id, speakerId });
      }
      return;
    }
    this.#watch(listener, speakerId, outcome.consumer);
    this.#announce(listener, speaker);
    await outcome.settle();
  }

  #watch(listener: Member, speakerId: string, consumer: types.Consumer): void {
    consumer.observer.once('close', () => {
      if (listener.subscriptions.get(speakerId)?.consumer !== consumer) return;
      listener.subscriptions.delete(speakerId);
      const closed = { type: 'consumer-closed', consumerId: consumer.id, participantId: speakerId } as const;
      this.#deps.notify(listener.participant.id, { kind: 'notice', ...closed });
    });
  }

  #announce(listener: Member, speaker: Member): void {
    const subscription = listener.subscriptions.get(speaker.participant.id);
    if (subscription === undefined || listener.mixer !== undefined) return;
    const { consumer, apart } = subscription;
    this.#deps.notify(listener.participant.id, {
      kind: 'notice',
      type: 'consumer',
      consumerId: consumer.id,
      producerId: consumer.producerId,
      participantId: speaker.participant.id,
      rtpParameters: consumer.rtpParameters as unknown as Record<string, unknown>,
      codec: codecOfMember(speaker),
      paused: apart,
    });
  }

  async #applyLane(listener: Member): Promise<void> {
    const changed = [...listener.subscriptions.values()].filter((subscription) => {
      const speaker = this.#members.get(subscription.speakerId);
      return speaker !== undefined && subscription.apart !== isApart(listener.participant, speaker.participant);
    });
    await Promise.all(
      changed.map(async (subscription) => {
        subscription.apart = !subscription.apart;
        await subscription.settle().catch(() => undefined);
        const type = subscription.apart ? 'consumer-paused' : 'consumer-resumed';
        const { consumer, speakerId } = subscription;
        const notice = { kind: 'notice', type, consumerId: consumer.id, participantId: speakerId } as const;
        this.#deps.notify(listener.participant.id, notice);
      }),
    );
  }
}
