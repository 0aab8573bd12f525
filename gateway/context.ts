import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isId, type NewId } from '#core/ids';
import type { Config } from './config.ts';
import { createDrills, type Drills } from './drill/place-drill.ts';
import { createOpenCall } from './edge-client/open-call.ts';
import { type ActionReceiver, createActionReceiver, type EdgeState } from './edge-client/receive-action.ts';
import { createEventSender, type EventSender } from './edge-client/send-event.ts';
import { openSpool, type Spool } from './edge-client/spool.ts';
import { createEvents, type Events } from './events.ts';
import { newId, newSecret } from './ids.ts';
import { receiveCall } from './legs/receive-call.ts';
import { type Clock, createSystemClock } from './legs/rtp/clock.ts';
import { createSecureRandom } from './legs/rtp/random.ts';
import type { SipServerConfig } from './legs/sip/config.ts';
import { createSipServer, type SipServer } from './legs/sip/sip-server.ts';
import type { Logger } from './logger.ts';
import { loadPrompts } from './media/prompts.ts';
import { startWorkerPool, type WorkerPool } from './media/worker-pool.ts';
import { createReport } from './report.ts';
import { createScoreDesk, type ScoreDesk } from './scoring/score-desk.ts';
import { type Scorer, startScorer } from './scoring/scorer.ts';
import { createPerformAction } from './session/perform-action.ts';
import { openSessionList, type SessionList } from './session/session-list.ts';
import { Sessions } from './session/sessions.ts';
import { createAdmitToken } from './signaling/admit-token.ts';
import { type SignalingServer, startSignaling } from './signaling/server.ts';
import { findSynthesiser } from './speech/synthesise.ts';

export type Gateway = {
  readonly gatewayId: string;
  /** Port of the pages' socket and of `/health`. */
  readonly port: number;
  readonly sipPort: number;
  readonly mediaWorkerPids: number[];
  readonly edgeState: EdgeState;
  health(): object;
  /** BYE to every call, pages told, spool flushed as far as it goes. Under 5 s. Idempotent. */
  close(): Promise<void>;
};

export type GatewayOverrides = {
  clock?: Clock;
  newId?: NewId;
  ringMs?: number;
  sip?: Pick<SipServerConfig, 'limits' | 'timers' | 'auth'>;
};

const ringMs = 45_000;

/** Builds and starts the whole process: the one place where its parts are put together. */
export async function startGateway(config: Config, log: Logger, overrides: GatewayOverrides = {}): Promise<Gateway> {
  const clock = overrides.clock ?? createSystemClock();
  const ids = overrides.newId ?? newId;
  const events = createEvents(log);
  await mkdir(config.stateDir, { recursive: true });
  const gatewayId = config.gatewayId ?? (await storedGatewayId(config.stateDir, ids));
  const spool = await openSpool(path.join(config.stateDir, 'spool'), events);
  const edge = { edgeUrl: config.edgeUrl, gatewayKey: config.gatewayKey, gatewayId };
  const parts: Parts = { clock, events, gatewayId, spool };
  try {
    await assemble(parts, config, edge, ids, overrides);
  } catch (error) {
    await closeParts(parts);
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    gatewayId,
    get port() {
      return parts.signaling?.port ?? config.port;
    },
    get sipPort() {
      return parts.sip?.port ?? config.sip.port;
    },
    get mediaWorkerPids() {
      return parts.pool?.pids() ?? [];
    },
    get edgeState() {
      return parts.receiver?.state ?? 'away';
    },
    health: () => healthOf(parts),
    close: () => {
      closing ??= closeParts(parts);
      return closing;
    },
  };
}

type Parts = {
  clock: Clock;
  events: Events;
  gatewayId: string;
  spool: Spool;
  sender?: EventSender;
  receiver?: ActionReceiver;
  pool?: WorkerPool;
  scorer?: Scorer;
  desk?: ScoreDesk;
  sessions?: Sessions;
  list?: SessionList;
  drills?: Drills;
  sip?: SipServer;
  signaling?: SignalingServer;
};

async function assemble(
  parts: Parts,
  config: Config,
  edge: { edgeUrl: string; gatewayKey: string; gatewayId: string },
  newId: NewId,
  overrides: GatewayOverrides,
): Promise<void> {
  const { clock, events, spool, gatewayId } = parts;
  const random = createSecureRandom();
  const synthesiser = await findSynthesiser();
  const [prompts, pool] = await Promise.all([
    loadPrompts({ stateDir: config.stateDir, synthesiser, events }),
    startWorkerPool({ ...config.rtc, workerBin: config.workerBin }, { clock, events }),
  ]);
  parts.pool = pool;
  const sender = createEventSender({
    ...edge,
    spool,
    clock,
    events,
    random: Math.random,
    onUnreachable: () => parts.receiver?.probe(),
  });
  parts.sender = sender;
  const report = createReport({ sender, clock, newId });
  const desk = createScoreDesk({ clock, events, report, scorer: () => parts.scorer });
  parts.desk = desk;
  parts.scorer = startScorer(
    { clock, events },
    {
      score: (id, score) => desk.takeScore(id, score),
      ready: () => desk.reopen(),
      lost: () => desk.scorerLost(),
    },
  );
  const list = await openSessionList(config.stateDir);
  parts.list = list;
  for (const sessionId of list.interrupted) {
    await report({ type: 'session.ended', sessionId, reason: 'gateway-restarted' }, 'urgent');
  }
  list.write([]);
  const edgeAwaySinceMs = (): number | undefined => parts.receiver?.awaySinceMs;
  const sessions = new Sessions({ pool, events, clock, random, report, desk, newSecret, edgeAwaySinceMs }, (ids) =>
    list.write(ids),
  );
  parts.sessions = sessions;
  pool.onReplaced((diedAtMs) => rebuildRooms(sessions, diedAtMs, events));
  // Our own drills come by the same door, and have to show a password where others must.
  const drillUser = { username: 'drill', password: newSecret() };
  const sip = await openSip(config, events, { ...authOf(config, drillUser), ...overrides.sip });
  parts.sip = sip;
  const drills = createDrills({
    synthesiser,
    placeCall: (target, options) => sip.placeCall(target, { ...options, credentials: drillUser }),
    sipAddress: () => ({ host: config.sip.announcedAddress, port: sip.port }),
    clock,
    events,
  });
  parts.drills = drills;
  const callDeps = { events, clock, prompts, desk, report, sessions, newId, gatewayId };
  const openCall = createOpenCall(edge);
  const onMarkedCall = (mark: string, sessionId: string): void => drills.noteSession(mark, sessionId);
  sip.on('invite', (call) => {
    const all = { ...callDeps, openCall, ringMs: overrides.ringMs ?? ringMs, onMarkedCall };
    receiveCall(call, all).catch((error: unknown) => {
      events.note('call.refused', { error });
      call.reject(500);
    });
  });
  const performAction = createPerformAction({
    sessions,
    placeDrill: (action) => drills.place(action),
    report,
    sender,
    events,
    clock,
    newId,
  });
  parts.receiver = createActionReceiver({
    ...edge,
    clock,
    events,
    random: Math.random,
    onAction: (action) => void performAction(action),
    onState: (state, sinceMs) => edgeStateChanged(state, sinceMs, { sessions, sender }),
  });
  parts.signaling = await startSignaling(
    { host: config.host, port: config.port, pwaOrigin: config.pwaOrigin, health: () => healthOf(parts) },
    {
      sessions,
      admitToken: createAdmitToken({ gatewayKey: config.gatewayKey, clock }),
      events,
      clock,
      report,
      desk,
      edgeState: () => parts.receiver?.state ?? 'away',
    },
  );
}

type SipUser = Config['sip']['users'][number];

function authOf({ sip: { realm, users } }: Config, drillUser: SipUser): GatewayOverrides['sip'] {
  return users.length === 0 ? {} : { auth: { realm, users: [...users, drillUser] } };
}

function openSip(config: Config, events: Events, overrides: GatewayOverrides['sip']): Promise<SipServer> {
  return createSipServer(
    {
      bindAddress: config.sip.host,
      announcedAddress: config.sip.announcedAddress,
      port: config.sip.port,
      rtp: { minPort: config.rtp.minPort, maxPort: config.rtp.maxPort },
      trustedPeers: config.sip.trustedPeers.map((address) => ({ name: address, address })),
      userAgent: 'Countersign',
      ...overrides,
    },
    { log: (event, fields) => events.note('sip.log', { what: event, ...fields }) },
  );
}

function rebuildRooms(sessions: Sessions, diedAtMs: number, events: Events): void {
  for (const session of sessions.live()) {
    if (!session.room.interrupted) continue;
    session.rebuild(diedAtMs).catch((error: unknown) => events.note('media.worker-died', { error }));
  }
}

function edgeStateChanged(state: EdgeState, sinceMs: number, deps: { sessions: Sessions; sender: EventSender }): void {
  const live = deps.sessions.live();
  for (const session of live) session.tellEdge(state);
  if (state === 'away') return;
  for (const session of live) void session.reportGap(sinceMs);
  deps.sender.wake();
}

function healthOf({ gatewayId, events, spool, receiver, scorer, sessions, sip, pool }: Parts): object {
  return {
    ok: true,
    gatewayId,
    edge: receiver?.state ?? 'away',
    sessions: sessions?.live().length ?? 0,
    spooled: spool.size,
    scorer: scorer?.model?.model ?? 'unavailable',
    mediaWorkers: pool?.pids().length ?? 0,
    sip: sip?.stats() ?? {},
    counters: events.counters(),
  };
}

/** In the order in which each part still needs the next one. */
async function closeParts(parts: Parts): Promise<void> {
  parts.pool?.retire();
  parts.drills?.close();
  await Promise.allSettled((parts.sessions?.live() ?? []).map((session) => session.end('shutdown')));
  await Promise.allSettled([parts.sip?.close(), parts.signaling?.close()]);
  parts.desk?.close();
  await parts.sender?.close(1500);
  parts.receiver?.close();
  await Promise.allSettled([parts.scorer?.close(), parts.list?.close(), parts.spool.close()]);
  parts.pool?.close();
}

/** A gateway keeps its name over restarts, so that the fleet sees one and not many. */
async function storedGatewayId(stateDir: string, newId: NewId): Promise<string> {
  const file = path.join(stateDir, 'gateway-id');
  const known = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (isId('gwy', known)) return known;
  const fresh = newId('gwy');
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, fresh);
  await rename(draft, file);
  return fresh;
}
