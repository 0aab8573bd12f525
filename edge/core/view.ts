import type { Channel } from './channel.ts';
import type { AuditEntry } from './audit.ts';
import type { Json } from './canonical.ts';
import type { ChallengeState } from './challenge.ts';
import type { Contribution } from './fusion.ts';
import type { LegKind, Monitoring, ParticipantRole, ParticipantStatus } from './participant.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { Effect, Policy } from './policy.ts';
import type { OrderedAction } from './action.ts';
import type { VoiceStrength } from './signal.ts';

/** What the edge shows of a session. Plain JSON; times in epoch milliseconds. */
export type SessionKind = 'call' | 'meeting';
export type SessionState = 'ringing' | 'live' | 'ended';
export type SessionRole = 'admin' | 'operator' | 'auditor' | 'employee';

export type Reason = { code: string; text: string };

/** Whether an action can be ordered now; `disabledReason` says in words why not (never hidden). */
export type Possibility = { allowed: true } | { allowed: false; disabledReason: string };

export type ParticipantView = {
  id: string;
  displayName: string;
  role: ParticipantRole;
  leg: LegKind;
  protected: boolean;
  personId?: string;
  /** The protected person whose name he uses without proof. */
  claimed?: { personId: string; displayName: string };
  number?: string;
  status: ParticipantStatus;
  monitoring: Monitoring;
  monitoredBy?: 'listener' | 'gateway';
  voice?: VoiceStrength;
  reasons: Reason[];
  challenge?: { id: string; state: ChallengeState; expiresAtMs: number; subjectName: string };
  can: Record<OrderedAction, Possibility>;
  joinedAtMs: number;
  leftAtMs?: number;
  /** Console roles only. */
  risk?: {
    p: number;
    logit: number;
    priorNats: number;
    contributions: RiskLine[];
    effect: Effect;
    policyVersion: number;
  };
};

/** A line of the waterfall, as people read it: what was found, and what would lower it. */
export type RiskLine = Contribution & { sentence: string; lowers?: string };

export type BannerLevel = 'info' | 'caution' | 'high';
/** One banner for protected people: what is wrong, why, and one safe next step. */
export type Banner = {
  level: BannerLevel;
  participantId?: string;
  headline: string;
  reasons: string[];
  nextStep: string;
};

export type RiskPoint = { atMs: number; participantId: string; p: number; effect: Effect };

export type LogLine = { seq: number; atMs: number; actor: string; kind: string; text: string };

export type SessionView = {
  id: string;
  kind: SessionKind;
  channel: Channel;
  title: string;
  state: SessionState;
  drill: boolean;
  startedAtMs: number;
  endedAtMs?: number;
  /** The viewer's own participant, if he is in the session. */
  you?: string;
  participants: ParticipantView[];
  banner?: Banner;
  caseId?: string;
  revision: number;
  asOfMs: number;
  /** Whether the last order or report passed between edge and gateway. */
  gateway?: 'connected' | 'away';
  /** Console roles only. */
  timeline?: RiskPoint[];
  log?: LogLine[];
};

export type SessionRow = {
  id: string;
  kind: SessionKind;
  channel: Channel;
  title: string;
  state: SessionState;
  drill: boolean;
  startedAtMs: number;
  endedAtMs?: number;
  participants: number;
  /** Highest risk seen, 0 to 1, and the strongest effect taken. */
  topP: number;
  topEffect: Effect;
  caseId?: string;
};

export type CaseState = 'suspected' | 'confirmed' | 'cleared';
export type CaseRow = {
  id: string;
  sessionId: string;
  participantId: string;
  state: CaseState;
  claimedName: string;
  targetName: string;
  actual: string;
  channel: Channel;
  reasons: Reason[];
  drill: boolean;
  openedAtMs: number;
  updatedAtMs: number;
};

export type AlertRow = {
  id: string;
  caseId: string;
  sessionId: string;
  severity: 'high' | 'medium';
  text: string;
  /** Whom the text names: people, participants, or the session when it may be anybody in it. */
  subjects?: string[];
  erased?: true;
  atMs: number;
  drill: boolean;
};

export type PersonRow = {
  id: string;
  displayName: string;
  email: string;
  role: SessionRole;
  extension?: string;
  numbers: string[];
  passkeys: number;
  /** False: on file, but may not sign in and is not protected. */
  active?: boolean;
  team?: { id: string; name: string };
  /** Channels he is protected on; empty: all. */
  channels?: string[];
};

/** What the subject of a challenge sees before he answers; never the match number. */
export type ChallengeView = {
  id: string;
  state: ChallengeState;
  /** The name that is used, and to whom. */
  claimedName: string;
  targetName: string;
  channel: Channel;
  sessionKind: SessionKind;
  sessionTitle: string;
  /** Number or address that the participant comes from, as text. */
  origin: string;
  since: number;
  reasons: Reason[];
  action: string;
  held: boolean;
  /** Listed, but not worth a sound or a card over other pages: its subject was asked too often lately. */
  quiet?: true;
  drill: boolean;
  issuedAtMs: number;
  expiresAtMs: number;
  decidedAtMs?: number;
};

/** Decisions of a session with all they were made from; `policies` by version. */
export type SessionDecisions = { decisions: DecisionRecord[]; policies: { [version: number]: Policy } };

/** Entries as they are chained, and by box what is sealed in them and can still be read. */
export type AuditPage = {
  sessionId: string;
  entries: AuditEntry[];
  opened: { [box: string]: Json };
  nextAfterSeq?: number;
};

export type DrillView = {
  id: string;
  state: 'placing' | 'running' | 'done' | 'failed';
  session?: string;
  caseId?: string;
  /** From the first speech of the caller until he was held; 0 when he was held before he spoke. */
  heldAfterMs?: number;
  decision?: Effect;
  reasons: string[];
  detail?: string;
};

export type MeView = {
  person: { id: string; displayName: string; email: string; role: SessionRole; extension?: string };
  tenant: { id: string; name: string };
};

export type TeamRow = { id: string; name: string; memberIds: string[]; createdAtMs: number };

/** Why a row of an import was taken or not; part of the interface, like the codes of `errors.ts`. */
export type ImportCode =
  | 'added'
  | 'updated'
  | 'on-file'
  | 'in-file'
  | 'row-broken'
  | 'email-missing'
  | 'email-invalid'
  | 'name-invalid'
  | 'team-invalid'
  | 'channel-unknown'
  | 'number-invalid'
  | 'number-taken'
  | 'extension-invalid'
  | 'extension-taken'
  | 'role-unknown'
  | 'domain-not-allowed'
  | 'person-unknown'
  | 'line-type-unknown'
  | 'verified-at-invalid'
  | 'sim-changed-at-invalid'
  | 'forwarded-invalid'
  | 'time-missing'
  | 'time-invalid'
  | 'time-zone-missing'
  | 'too-old'
  | 'in-future'
  | 'profile-erased'
  | 'result-unknown'
  | 'no-sign-in'
  | 'sign-in-failed'
  | 'address-invalid'
  | 'place-invalid'
  | 'side-missing'
  | 'duration-invalid'
  | 'call-unanswered'
  | 'attendees-invalid'
  | 'meeting-cancelled';

/** `line` is the line of the file that the row begins on, counted from 1. */
export type ImportLine = {
  line: number;
  outcome: 'added' | 'updated' | 'skipped' | 'refused';
  code: ImportCode;
  reason: string;
};

/** Logs that teach profiles what is usual. */
export const lessonImportKinds = ['sign-ins', 'calls', 'calendar'] as const;
export type LessonImportKind = (typeof lessonImportKinds)[number];

export type ImportReport = {
  kind: 'people' | 'numbers' | LessonImportKind;
  dryRun: boolean;
  rows: number;
  added: number;
  updated: number;
  skipped: number;
  refused: number;
  lines: ImportLine[];
};

/** A key of a directory that provisions people; the key itself is shown once, when it is made. */
export type ScimTokenRow = { id: string; name: string; createdAtMs: number; usedAtMs?: number };
