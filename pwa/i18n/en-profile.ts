import type { ProfileState } from '../data/console/profile-api.ts';
import type { IconName } from '../ui/icon.tsx';
import type { Tone } from '../ui/tone.ts';

export const profileStateWords: Record<ProfileState, { label: string; why: string; tone: Tone; icon: IconName }> = {
  learning: {
    label: 'Learning',
    why: 'Too little is known yet, so what is unusual for this person says nothing hard.',
    tone: 'info',
    icon: 'hourglass',
  },
  usable: {
    label: 'Usable',
    why: 'Enough is known to tell the usual from the unusual.',
    tone: 'positive',
    icon: 'check-circle',
  },
  stale: {
    label: 'Stale',
    why: 'Nothing was seen for a long time, so it counts for less.',
    tone: 'caution',
    icon: 'cloud-off',
  },
};

/** Features in the order in which people look for them. */
export const featureWords: Record<string, { label: string; what: string }> = {
  'device-key': { label: 'Devices', what: 'Browsers that hold a key which does not leave them' },
  passkey: { label: 'Passkeys', what: 'Authenticators enrolled here' },
  'user-agent': { label: 'Browser and system', what: 'Family of browser and operating system' },
  'network-prefix': { label: 'Networks', what: 'Beginning of the network address' },
  'network-asn': { label: 'Providers', what: 'Who runs the network' },
  country: { label: 'Countries', what: 'Where the network comes from' },
  'network-kind': { label: 'Kinds of network', what: 'Home, company, mobile, hosting or VPN' },
  'login-method': { label: 'Ways of signing in', what: 'Passkey, link and others' },
  hour: { label: 'Hours of the week', what: 'When calls, meetings and sign-ins happen' },
  contact: { label: 'Contacts', what: 'With whom this person talks' },
  'contact-channel': { label: 'Channels', what: 'Phone, browser and others' },
  'group-size': { label: 'Size of calls', what: 'How many are in them' },
  number: { label: 'Phone numbers', what: 'Numbers on file, and where each comes from' },
};

/** Values that are words of ours, not of the log. */
export const valueWords: Record<string, Record<string, string>> = {
  'network-kind': {
    access: 'Home, office or mobile',
    hosting: 'Hosting',
  },
  'login-method': {
    passkey: 'Passkey',
    push: 'Push',
    otp: 'One-time code',
    sso: 'Single sign-on',
    password: 'Password',
    other: 'Other',
  },
  'contact-channel': {
    phone: 'Phone',
    web: 'Browser',
    meeting: 'Meeting',
    zoom: 'Zoom',
    teams: 'Teams',
    'google-meet': 'Google Meet',
    slack: 'Slack',
  },
  'group-size': {
    '1': 'Alone',
    '2': '2 people',
    '3-5': '3 to 5 people',
    '6-12': '6 to 12 people',
    '13+': '13 or more',
  },
};

export const sourceWords: Record<string, string> = {
  'sign-in-log': 'an imported sign-in log',
  'call-record': 'imported call records',
  session: 'calls and meetings',
  'sign-in': 'sign-ins',
  import: 'an import',
  calendar: 'an imported calendar',
  directory: 'a directory',
  scim: 'a directory, by SCIM',
  admin: 'an admin',
  setup: 'setup',
};
