/* Words of sign-in logs, folded to the words that our own observations use. */

const good: ReadonlySet<string> = new Set([
  'success',
  'succeeded',
  'successful',
  'ok',
  'allow',
  'allowed',
  'true',
  '0',
]);
const bad: ReadonlySet<string> = new Set([
  'failure',
  'failed',
  'fail',
  'deny',
  'denied',
  'false',
  'interrupted',
  'error',
]);

export type SignInResult = 'succeeded' | 'failed' | 'no-sign-in' | 'unknown';

/**
 * How a sign-in went. Entra ID: "Success", "Failure", "Interrupted", or an error code of which 0 is success. Okta:
 * outcome.result with its eventType, of which only sessions and authentications are sign-ins. Google: the event's name.
 */
export function resultOf(result: string, event: string): SignInResult {
  const [word, kind] = [result.toLowerCase(), event.toLowerCase().replace(/[\s_-]+/g, ' ')];
  if (/^[a-z]+(\.[a-z0-9_ ]+)+$/.test(kind) && !/^user\.(?:session\.start|authentication\.)/.test(kind)) {
    return 'no-sign-in';
  }
  if (word === '') return googleResult(kind);
  if (good.has(word)) return 'succeeded';
  return bad.has(word) || /^[1-9]\d{0,9}$/.test(word) ? 'failed' : 'unknown';
}

function googleResult(events: string): SignInResult {
  const [event = ''] = events.split(';');
  if (event === '') return 'unknown';
  if (/^(?:login success|successful login)$/.test(event)) return 'succeeded';
  return /^(?:login failure|failed login)$/.test(event) ? 'failed' : 'no-sign-in';
}

const methods: readonly [RegExp, string][] = [
  [/passkey|fido|webauthn|security key|windows hello|smart ?card|certificate|u2f/, 'passkey'],
  [/push|notification|authenticator|okta verify|phone sign-in/, 'push'],
  [/otp|one[- ]time|sms|text message|voice|code|token|2sv|phone call/, 'otp'],
  [/saml|federat|\bsso\b|oidc|\bidp\b/, 'sso'],
  [/password/, 'password'],
];

/** Several names, as in "Password, FIDO2 security key", count as the strongest of them. What is not said stays unseen. */
export function methodOf(method: string): string | undefined {
  if (method === '' || /^(?:unknown|none|previously satisfied)$/i.test(method)) return undefined;
  const word = method.toLowerCase().replaceAll('_', ' ');
  return methods.find(([pattern]) => pattern.test(word))?.[1] ?? 'other';
}

const browsers: readonly [RegExp, string][] = [
  [/edge/, 'Microsoft Edge'],
  [/opera/, 'Opera'],
  [/firefox/, 'Firefox'],
  [/samsung/, 'Samsung Internet for Android'],
  [/internet explorer|\bie\b/, 'Internet Explorer'],
  [/chrome/, 'Chrome'],
  [/safari/, 'Safari'],
];
const systems: readonly [RegExp, string][] = [
  [/windows/, 'Windows'],
  [/iphone|ipad|\bios\b|^ios/, 'iOS'],
  [/mac/, 'macOS'],
  [/android/, 'Android'],
  [/chrome ?os/, 'Chrome OS'],
  [/linux|ubuntu/, 'Linux'],
];

/** Browser and system where a log names them itself ("Edge 125.0.0", "Windows10"), in the words of `familyOf`. */
export function familyOfNames(browser: string, system: string): string | undefined {
  if (browser === '' && system === '') return undefined;
  const of = (text: string, names: readonly [RegExp, string][]) =>
    names.find(([pattern]) => pattern.test(text.toLowerCase()))?.[1] ?? 'other';
  return `${of(browser, browsers)} on ${of(system, systems)}`;
}

/** Two letters (ISO 3166-1) from a code, from a place such as "Berlin, Berlin, DE", or from an English name. */
export function countryOf(text: string, codes: ReadonlyMap<string, string>): string | undefined {
  const last = text.split(',').at(-1)?.trim() ?? '';
  if (/^[a-z]{2}$/i.test(last)) return last.toUpperCase();
  return codes.get(last.toLowerCase());
}

/** Codes of countries by their English names in lower case. */
export function countryCodes(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  return new Map(
    codes.flatMap((code): [string, string][] => {
      const name = names.of(code);
      return name === undefined ? [] : [[name.toLowerCase(), code]];
    }),
  );
}
