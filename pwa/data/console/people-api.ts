import type { ImportReport, PersonRow, ScimTokenRow, SessionRole, TeamRow } from '#core/view';
import type { Client, FileText } from '../client.ts';
import { at } from '../address.ts';
import { readPaths } from '../api.ts';

export type {
  ImportLine,
  ImportReport,
  PersonRow as Person,
  ScimTokenRow as ScimToken,
  TeamRow as Team,
} from '#core/view';

export type PersonDraft = {
  email: string;
  displayName: string;
  role: SessionRole;
  team?: string;
  channels: string[];
  numbers: string[];
  extension?: string;
};
/** What changes; a team or an extension is taken away with `null`. */
export type PersonPatch = Partial<Omit<PersonDraft, 'team' | 'extension'>> & {
  team?: string | null;
  extension?: string | null;
  active?: boolean;
};

export type EnrolmentLink = { url: string; expiresAtMs: number };

export type ImportKind = ImportReport['kind'];
export type ImportOutcome = ImportReport['lines'][number]['outcome'];

export const peoplePaths = {
  people: readPaths.people,
  teams: () => '/api/teams',
  domains: () => '/api/domains',
  scimTokens: () => '/api/scim-tokens',
};

/** What an import brings on file is a resource of its own; a log is not: it only teaches. */
function importPath(kind: ImportKind): string {
  return kind === 'people' || kind === 'numbers' ? `/api/${kind}/import` : `/api/imports/${kind}`;
}

export type PeopleApi = ReturnType<typeof createPeopleApi>;

/** People, teams, and how a directory brings them. Writes are for admins; the edge checks that again. */
export function createPeopleApi({ get, post, put, patch, remove, postFile, getText }: Client) {
  return {
    people: () => get<{ people: PersonRow[]; asOfMs: number }>(peoplePaths.people()),
    add: (draft: PersonDraft) => post<PersonRow>('/api/people', draft),
    change: (id: string, changes: PersonPatch) => patch<PersonRow>(at`/api/people/${id}`, changes),
    remove: (id: string) => remove<void>(at`/api/people/${id}`),
    enrolmentLink: (id: string) => post<EnrolmentLink>(at`/api/people/${id}/enrolment`),
    importFile: (kind: ImportKind, file: FileText, dryRun: boolean) =>
      postFile<ImportReport>(`${importPath(kind)}${dryRun ? '?dryRun=1' : ''}`, file),
    exportCsv: () => getText('/api/people/export.csv'),

    teams: () => get<{ teams: TeamRow[] }>(peoplePaths.teams()),
    addTeam: (name: string) => post<TeamRow>('/api/teams', { name }),
    setMembers: (id: string, personIds: readonly string[]) => put<TeamRow>(at`/api/teams/${id}/members`, { personIds }),
    removeTeam: (id: string) => remove<void>(at`/api/teams/${id}`),

    domains: () => get<{ domains: string[] }>(peoplePaths.domains()),
    setDomains: (domains: readonly string[]) => put<{ domains: string[] }>(peoplePaths.domains(), { domains }),

    scimTokens: () => get<{ tokens: ScimTokenRow[] }>(peoplePaths.scimTokens()),
    addScimToken: (name: string) => post<ScimTokenRow & { token: string }>(peoplePaths.scimTokens(), { name }),
    revokeScimToken: (id: string) => remove<void>(at`/api/scim-tokens/${id}`),
  };
}
