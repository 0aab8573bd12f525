import type { MeetingCreated } from '../data/api.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, LinkButton } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { CopyLine } from '../ui/copy-button.tsx';

/** The links are shown once: only their hashes are stored. */
export function InvitationLinks({ meeting, onDone }: { meeting: MeetingCreated; onDone: () => void }) {
  return (
    <Card
      title={meeting.title}
      subtitle="Send each person their own link. They are shown only now."
      footer={
        <div class="row">
          <LinkButton href={`/call/${encodeURIComponent(meeting.sessionId)}`} variant="primary" icon="video">
            Join now
          </LinkButton>
          <Button variant="quiet" onClick={onDone}>
            Done
          </Button>
        </div>
      }
    >
      <ul class="stack" data-testid="invitations">
        {meeting.invitations.map((invitation) => (
          <li key={invitation.url} class="stack stack-tight">
            <div class="row row-tight">
              <span class="strong">{invitation.name}</span>
              {invitation.protected ? (
                <Badge tone="info" icon="key">
                  Signs in with passkey
                </Badge>
              ) : (
                <Badge icon="user">Guest</Badge>
              )}
            </div>
            <CopyLine text={invitation.url} label={`link of ${invitation.name}`} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
