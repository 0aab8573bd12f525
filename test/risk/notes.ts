import type { Row } from './row.ts';

const synthetic = [
  'All people, devices, networks, places and attackers are made by a program with fixed seeds. Nobody real is in them.',
  'A new device key, a trip, a browser update come as often as C.5 says: 1 in 150, 3 %, 3 % of logins.',
];
const assumed = [
  'Assumed, not published: mix of history lengths and rhythms, shares of home, office and mobile networks, how often addresses change, 40 % with a second device taken one time in three, 6 % new contacts, 8 % typing errors, 1.5 % forgotten passwords.',
  'Attackers hold the password. The four models never hold a key that a device guards; the row "key-thief" shows what happens when one does.',
  'Every honest person who is asked is assumed to have his passkey at hand and to pass, so that the session is learned from.',
  'Only device, network, time, login and contact evidence is exercised. Voice, language, telephone numbers, passkey sign-ins and challenges are not: with them the rates change.',
];
const compared = [
  'The published method gets the full address and the full user agent; ours gets /24, carrier, country, browser family and a device key. Much of the difference is that key, as the ablation shows; a fair reading is "ours without device key" beside "published".',
  'The published method was made for millions of users of one site. Here it sees one tenant whose people share networks, and attackers who copy carrier and software; so it does worse than in its paper, whose figures stand beside it.',
];
const refit = [
  'A deployment must fit again on its own history: prior, mimic and tenant shares, floors, novelty rates, half-life, correlation, bands. The shown probabilities are a working scale until then (see the calibration).',
  'Figures of attackers are upper bounds of what such attackers would get caught with: real ones adapt. Figures of honest people depend on the assumptions above; the stress table shows which of them matter.',
];

/** What is invented, what is assumed, and what a real deployment has to measure for itself. */
export function noteRows(): Row[] {
  return [...synthetic, ...assumed, ...compared, ...refit].map((text) => ({ table: 'how to read this', text }));
}
