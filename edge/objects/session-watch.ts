import type { Session, Viewer } from '../core/session.ts';
import type { SessionView } from '../core/view.ts';
import type { WatchMessage } from '../core/wire.ts';
import { databaseOf } from '../context.ts';
import type { Env } from '../env.ts';
import { eventsOf } from '../events.ts';
import { findSignIns } from '../store/queries/sign-ins.ts';
import { acceptSocket, closeSocket, sendJson } from './sockets.ts';

/** How long a page is believed without looking whether its sign-in still stands. */
const believedForMs = 10_000;
/** Of our own range (RFC 6455 §7.4.2): what HTTP would say. */
const signedOut = 4401;
const notAllowed = 4403;

/** Who watches. `tag` names the sign-in among sockets; `signInHash` is absent for the setup key, which does not expire. */
export type Watcher = { viewer: Viewer; tag: string; signInHash?: string };
type Attachment = Watcher & { checkedAtMs: number };

/** The pages that watch a session. Their right to do so is looked up again before a message, at most every ten seconds. */
export class SessionWatch {
  readonly #ctx: DurableObjectState;
  readonly #env: Env;
  readonly #events = eventsOf(new Map());
  readonly #viewFor: (session: Session, viewer: Viewer) => SessionView;

  constructor(ctx: DurableObjectState, env: Env, viewFor: (session: Session, viewer: Viewer) => SessionView) {
    this.#ctx = ctx;
    this.#env = env;
    this.#viewFor = viewFor;
  }

  open(watcher: Watcher, view: SessionView): Response {
    const attachment: Attachment = { ...watcher, checkedAtMs: Date.now() };
    const { response, socket } = acceptSocket(this.#ctx, watcher.tag, attachment);
    sendJson(socket, { type: 'session', view } satisfies WatchMessage);
    return response;
  }

  close(tag: string): void {
    for (const socket of this.#ctx.getWebSockets(tag)) closeSocket(socket, signedOut, 'signed out');
  }

  /** Shows the session as it is to all whose sign-in stands. */
  broadcast(read: () => Session | undefined): void {
    const sockets = this.#ctx.getWebSockets();
    if (sockets.length === 0) return;
    const isBelieved = (socket: WebSocket): boolean => {
      const { signInHash, checkedAtMs } = attachmentOf(socket);
      return signInHash === undefined || Date.now() - checkedAtMs < believedForMs;
    };
    this.#show(sockets.filter(isBelieved), read());
    const doubted = sockets.filter((socket) => !isBelieved(socket));
    if (doubted.length > 0) this.#ctx.waitUntil(this.#check(doubted).then((standing) => this.#show(standing, read())));
  }

  /** Closes the pages whose sign-in is over or whose role has changed; answers the others. */
  async #check(sockets: readonly WebSocket[]): Promise<WebSocket[]> {
    const nowMs = Date.now();
    const hashes = sockets.flatMap((socket) => attachmentOf(socket).signInHash ?? []);
    try {
      const standing = await findSignIns(databaseOf(this.#env.DB), hashes, nowMs);
      return sockets.filter((socket) => {
        const attachment = attachmentOf(socket);
        const found = standing.get(attachment.signInHash ?? '');
        const isSame = found?.role === attachment.viewer.role && found.tenantId === attachment.viewer.tenantId;
        if (isSame) socket.serializeAttachment({ ...attachment, checkedAtMs: nowMs } satisfies Attachment);
        else if (found === undefined) closeSocket(socket, signedOut, 'signed out');
        else closeSocket(socket, notAllowed, 'role changed');
        return isSame;
      });
    } catch (error) {
      // Whoever is in a call must see its banner, also while the database is away.
      this.#events.watchUnchecked({ error: String(error) });
      return [...sockets];
    }
  }

  #show(sockets: readonly WebSocket[], session: Session | undefined): void {
    if (session === undefined) return;
    const views = new Map<string, SessionView>();
    for (const socket of sockets) {
      const { viewer } = attachmentOf(socket);
      const view = views.get(viewer.personId) ?? this.#viewFor(session, viewer);
      views.set(viewer.personId, view);
      sendJson(socket, { type: 'session', view } satisfies WatchMessage);
    }
  }
}

function attachmentOf(socket: WebSocket): Attachment {
  return socket.deserializeAttachment() as Attachment;
}
