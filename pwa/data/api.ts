import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { OrderedAction } from '#core/action';
import type {
  AlertRow,
  AuditPage,
  CaseRow,
  ChallengeView,
  DrillView,
  MeView,
  PersonRow,
  SessionDecisions,
  SessionRole,
  SessionRow,
  SessionView,
} from '#core/view';
import { at } from './address.ts';
import type { BreakGlassView } from './break-glass.ts';
import type { Client } from './client.ts';

export type Enrolment = {
  person: { displayName: string; email: string; role: SessionRole };
  tenant: { name: string };
  expiresAtMs: number;
};
export type Ceremony<Options> = { ceremony: string; options: Options };
export type Invitation = { name: string; url: string; protected: boolean };
export type MeetingDraft = { title: string; invitees: ({ personId: string } | { name: string; email: string })[] };
export type MeetingCreated = { sessionId: string; title: string; invitations: Invitation[] };
export type MeetingRow = {
  sessionId: string;
  title: string;
  createdAtMs: number;
  state: SessionRow['state'];
  invitations: (Omit<Invitation, 'url'> & { url?: string })[];
};
export type InvitationView = {
  title: string;
  tenant: { name: string };
  invitee: { name: string; protected: boolean };
  state: 'open' | 'ended';
  signInRequired: boolean;
  forwarded?: boolean;
};
/** What a page needs to enter the media room. */
export type Admission = { gatewayUrl: string; token: string; participantId: string };

export type Api = ReturnType<typeof createApi>;

/** Names the chain of the tenant itself, where a session's would stand. */
export const changesChain = 'changes';

/** Every address of the edge that the PWA uses, in one place; paths of reads are also the keys of the offline cache. */
export const readPaths = {
  sessions: (state: 'live' | 'ended' | 'all') => `/api/sessions?state=${state}`,
  session: (id: string) => at`/api/sessions/${id}`,
  cases: () => '/api/cases',
  alerts: () => '/api/alerts',
  people: () => '/api/people',
  meetings: () => '/api/meetings',
  challenges: () => '/api/challenges',
  audit: (id: string) => (id === changesChain ? '/api/audit' : at`/api/sessions/${id}/audit`),
  decisions: (id: string) => at`/api/sessions/${id}/decisions`,
  drill: (id: string) => at`/api/drills/${id}`,
  breakGlass: () => '/api/break-glass',
};

export function createApi({ get, post }: Client) {
  return {
    me: () => get<MeView>('/api/me'),
    signout: () => post<void>('/api/signout'),
    enrolment: (token: string) => get<Enrolment>(at`/api/enrolments/${token}`),
    enrolOptions: (token: string) =>
      post<Ceremony<PublicKeyCredentialCreationOptionsJSON>>(at`/api/enrolments/${token}/options`),
    enrol: (token: string, body: { ceremony: string; response: unknown }) =>
      post<MeView>(at`/api/enrolments/${token}`, body, { proved: true }),
    signinOptions: () => post<Ceremony<PublicKeyCredentialRequestOptionsJSON>>('/api/signin/options'),
    signin: (body: { ceremony: string; response: unknown }) => post<MeView>('/api/signin', body, { proved: true }),

    sessions: (state: 'live' | 'ended' | 'all') =>
      get<{ sessions: SessionRow[]; asOfMs: number }>(readPaths.sessions(state)),
    session: (id: string) => get<SessionView>(readPaths.session(id)),
    join: (id: string) => post<Admission>(at`/api/sessions/${id}/join`, {}, { proved: true }),
    decline: (id: string) => post<void>(at`/api/sessions/${id}/decline`),
    act: (id: string, participantId: string, type: OrderedAction, note?: string) =>
      post<SessionView>(at`/api/sessions/${id}/participants/${participantId}/actions`, {
        type,
        ...(note === undefined ? {} : { note }),
      }),
    reportPressure: (id: string, participantId?: string) =>
      post<void>(at`/api/sessions/${id}/reports`, {
        type: 'pressured',
        ...(participantId === undefined ? {} : { participantId }),
      }),
    auditPage: (id: string, afterSeq: number) => get<AuditPage>(`${readPaths.audit(id)}?after=${afterSeq}&limit=500`),

    decisions: (id: string) => get<SessionDecisions>(readPaths.decisions(id)),

    challenges: () => get<{ challenges: ChallengeView[] }>(readPaths.challenges()),
    challenge: (id: string) =>
      get<ChallengeView & { options: PublicKeyCredentialRequestOptionsJSON }>(at`/api/challenges/${id}`),
    answer: (
      id: string,
      body: { kind: 'approve'; matchNumber: string; response: unknown } | { kind: 'not-me'; note?: string },
    ) => post<ChallengeView>(at`/api/challenges/${id}/answer`, body),

    meetings: () => get<{ meetings: MeetingRow[] }>(readPaths.meetings()),
    createMeeting: (draft: MeetingDraft) => post<MeetingCreated>('/api/meetings', draft),
    invitation: (token: string) => get<InvitationView>(at`/api/invitations/${token}`, { proved: true }),
    joinInvitation: (token: string, displayName?: string) =>
      post<Admission & { sessionId: string; protected: boolean }>(
        at`/api/invitations/${token}/join`,
        displayName === undefined ? {} : { displayName },
        { proved: true },
      ),

    cases: () => get<{ cases: CaseRow[]; asOfMs: number }>(readPaths.cases()),
    alerts: () => get<{ alerts: AlertRow[]; asOfMs: number }>(readPaths.alerts()),
    people: () => get<{ people: PersonRow[]; asOfMs: number }>(readPaths.people()),
    startDrill: (calleeId?: string) => post<DrillView>('/api/drills', calleeId === undefined ? {} : { calleeId }),
    drill: (id: string) => get<DrillView>(readPaths.drill(id)),
    breakGlass: () => get<BreakGlassView>(readPaths.breakGlass()),
  };
}
