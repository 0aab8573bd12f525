import type { ParticipantView, SessionView } from '#core/view';
import { monitoringWords, participantRoleWords, voiceWords } from '../../i18n/en.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Time } from '../../ui/time.tsx';
import { StatusBadge } from '../participant-status.tsx';
import { ParticipantActions } from './participant-actions.tsx';
import { RiskScore } from './risk-score.tsx';

export type ParticipantCardProps = {
  session: SessionView;
  participant: ParticipantView;
  selected: boolean;
  href: string;
  onView: (view: SessionView) => void;
};

/** One participant: who he says he is, what is known, and what can be done. */
export function ParticipantCard({ session, participant, selected, href, onView }: ParticipantCardProps) {
  const { risk, claimed, number, displayName } = participant;
  return (
    <li
      class={`console-participant ${selected ? 'console-participant-selected' : ''}`}
      data-testid="participant"
      data-participant={participant.id}
    >
      <div class="console-participant-head">
        <Avatar name={displayName} />
        <div class="grow">
          <p class="console-participant-name">{displayName}</p>
          <p class="small soft">
            {participantRoleWords[participant.role]}
            {number === undefined || number === displayName ? '' : ` · ${number}`}
            {participant.leg === 'sip' ? ' · phone line' : ' · browser'}
          </p>
        </div>
        {risk === undefined ? null : <RiskScore p={risk.p} effect={risk.effect} />}
      </div>
      <div class="row row-tight">
        <StatusBadge status={participant.status} />
        {participant.protected ? (
          <Badge tone="info" icon="key">
            Protected
          </Badge>
        ) : null}
        {claimed === undefined ? null : (
          <Badge tone="caution" icon="alert">
            Uses the name of {claimed.displayName}
          </Badge>
        )}
      </div>
      <Listening participant={participant} />
      {participant.challenge === undefined ? null : <ChallengeLine challenge={participant.challenge} />}
      <div class="console-participant-foot">
        <ParticipantActions session={session} participant={participant} onView={onView} />
        {risk === undefined ? null : (
          <a class="console-participant-why" href={href} aria-current={selected ? 'true' : undefined}>
            {selected ? 'Evidence shown' : 'Show evidence'}
            <span class="visually-hidden"> about {displayName}</span>
          </a>
        )}
      </div>
    </li>
  );
}

function Listening({ participant }: { participant: ParticipantView }) {
  const { monitoring, monitoredBy, voice } = participant;
  const by =
    monitoredBy === 'gateway' ? ' by the gateway' : monitoredBy === 'listener' ? ' on a listener’s device' : '';
  const scoring = monitoring === 'scoring';
  return (
    <p class="console-participant-listening small soft">
      <Icon name="ear" />
      <span>
        {monitoringWords[monitoring]}
        {scoring ? by : ''}.{scoring && voice !== undefined ? ` ${voiceWords[voice]}.` : ''}
      </span>
    </p>
  );
}

const challengeWords: Record<NonNullable<ParticipantView['challenge']>['state'], string> = {
  sent: 'is being asked',
  passed: 'confirmed with number and passkey',
  failed: 'typed a wrong number',
  denied: 'said: this is not me',
  expired: 'did not answer in time',
  cancelled: 'no longer needs to answer',
  superseded: 'was asked again',
};

function ChallengeLine({ challenge }: { challenge: NonNullable<ParticipantView['challenge']> }) {
  return (
    <p class="console-participant-listening small soft">
      <Icon name="shield-question" />
      <span>
        {challenge.subjectName} {challengeWords[challenge.state]}
        {challenge.state === 'sent' ? (
          <>
            ; <Time atMs={challenge.expiresAtMs} as="left" /> left
          </>
        ) : null}
        .
      </span>
    </p>
  );
}
