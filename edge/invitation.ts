import { encodeBase64Url, hashOf } from './bytes.ts';
import type { Context } from './context.ts';
import { sign } from './keys.ts';
import type { InvitationRow, MeetingRow } from './store/queries/meetings.ts';

/**
 * An invitation's token is derived (HMAC over session and ordinal with a key of the edge), not drawn: the host can be
 * shown his links again and a repeated request gets the same ones, while the database holds only their hashes.
 */
function tokenOf(context: Context, { sessionId, ordinal }: Pick<InvitationRow, 'sessionId' | 'ordinal'>): string {
  return encodeBase64Url(sign(context.keys().invitation, `${sessionId}\n${ordinal}`));
}

export function newInvitation(
  context: Context,
  { sessionId, tenantId }: MeetingRow,
  ordinal: number,
  facts: Pick<InvitationRow, 'personId' | 'name' | 'email'>,
): InvitationRow {
  const tokenHash = hashOf(tokenOf(context, { sessionId, ordinal }));
  return { ...facts, tokenHash, sessionId, tenantId, ordinal, deviceHash: null };
}

export function invitationUrl(context: Context, row: InvitationRow): string {
  return `${context.config.origin}/j/${tokenOf(context, row)}`;
}
