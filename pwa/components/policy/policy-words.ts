import { channels as allChannels } from '#core/channel';
import type { Bands, Exception, Floor, Group, Policy, Schedule } from '#core/policy-model';
import { bandNames, bandWords, dayWords, effectPhrases, evidenceStates, methodWords } from '../../i18n/en-policy.ts';
import { channelWords } from '../../i18n/en.ts';
import type { Names } from './names.ts';

export type PolicyParagraph = { title: string; lines: string[]; none: string };

/** A whole policy in sentences. `dayText` writes a moment as a day. */
export function policyParagraphs(policy: Policy, names: Names, dayText: (atMs: number) => string): PolicyParagraph[] {
  return [
    {
      title: 'From which risk on',
      lines: bandNames.map((band) => `From ${percentWords(policy.bands[band])}: ${bandWords[band].what}.`),
      none: '',
    },
    { title: 'How people are asked', lines: methodLines(policy), none: '' },
    { title: 'Whatever the sum says', lines: policy.floors.map(floorText), none: 'No rule of this kind.' },
    {
      title: 'Held instead of asked',
      lines: policy.critical.personIds.length === 0 ? [] : [`${listText(policy.critical.personIds.map(names.of))}.`],
      none: 'Nobody is protected-critical.',
    },
    { title: 'Groups', lines: policy.groups.map((group) => groupText(group, names)), none: 'No groups.' },
    { title: 'Channels', lines: channelLines(policy), none: 'The same on every channel.' },
    { title: 'Hours', lines: policy.schedules.map(scheduleText), none: 'The same at every hour.' },
    {
      title: 'Exceptions',
      lines: policy.exceptions.map((exception) => exceptionText(exception, names, dayText)),
      none: 'No exceptions.',
    },
  ];
}

export function percentWords(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}

export function bandsText(bands: Bands): string {
  return `asked from ${percentWords(bands.ask)}, held from ${percentWords(bands.hold)}, removed from ${percentWords(bands.block)}`;
}

function methodLines({ methods }: Policy): string[] {
  const text = (band: 'ask' | 'hold'): string => listText(methods[band].map((method) => methodWords[method]));
  if (text('ask') === text('hold')) return [`${text('ask')}.`];
  return [`When asked: ${text('ask')}.`, `When held: ${text('hold')}.`];
}

export function findingText(code: string): string {
  return code.replaceAll('-', ' ');
}

/** "An unknown device: at least asked when “device key” is new for the person and at least 3 of his sessions are known." */
export function floorText(floor: Floor): string {
  const isFound = floor.state === undefined ? 'is found' : `is ${evidenceStates[floor.state] ?? floor.state}`;
  const findings = floor.when.map(
    (code) => `“${findingText(code)}” ${isFound}${floor.strongVoice === true ? ' with strong signs' : ''}`,
  );
  const conditions = [
    ...findings,
    ...(floor.claimsColleague === true ? ['the name of a colleague is used'] : []),
    ...(floor.notProved === true ? ['who it is was not proved'] : []),
    ...(floor.minHistory === undefined ? [] : [`at least ${floor.minHistory} sessions of the person are known`]),
  ];
  return `${capital(floor.name)}: at least ${effectPhrases[floor.effect]} when ${listText(conditions)}.`;
}

export function groupText({ name, teamIds, personIds, bands, floorAtLeast }: Group, names: Names): string {
  const who = listText([...teamIds.map((id) => `team ${names.of(id)}`), ...personIds.map(names.of)]);
  const what = [
    ...(floorAtLeast === undefined ? [] : [`at least ${effectPhrases[floorAtLeast]} until proved`]),
    ...(bands === undefined ? [] : [bandsText(bands)]),
  ];
  return `${name} (${who}): ${what.length === 0 ? 'nothing of its own' : what.join('; ')}.`;
}

function channelLines({ channels }: Policy): string[] {
  return allChannels.flatMap((channel) => {
    const bands = channels[channel]?.bands;
    return bands === undefined ? [] : [`${channelWords[channel]}: ${bandsText(bands)}.`];
  });
}

export function scheduleText({ name, days, from, to, timeZone, bands }: Schedule): string {
  const next = to > from ? '' : ' of the next day';
  return `${name} (${daysText(days)}, ${from} to ${to}${next}, ${timeZone}): ${bandsText(bands)}.`;
}

/** "every day", "Monday to Friday", "Monday and Wednesday". */
export function daysText(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const word = (day: number | undefined): string => dayWords[(day ?? 1) - 1] ?? '';
  if (sorted.length === 7) return 'every day';
  const isRun = sorted.length > 2 && sorted.every((day, i) => i === 0 || day === (sorted[i - 1] ?? 0) + 1);
  return isRun ? `${word(sorted[0])} to ${word(sorted.at(-1))}` : listText(sorted.map(word));
}

export function exceptionText(exception: Exception, names: Names, dayText: (atMs: number) => string): string {
  const { reason, personId, teamId, number, atMost, untilMs } = exception;
  const whom =
    personId === undefined
      ? teamId === undefined
        ? (number ?? 'nobody')
        : `team ${names.of(teamId)}`
      : names.of(personId);
  return `${whom}: at most ${effectPhrases[atMost]} until ${dayText(untilMs)} (${reason}).`;
}

/** "a", "a and b", "a, b and c". */
export function listText(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
