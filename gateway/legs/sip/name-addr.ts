import { formatParams, type Params, parseParams, quote, splitOutside, unquote } from './grammar.ts';
import { parseUri, type Uri } from './uri.ts';

/** The value of From, To, Contact, Route, P-Asserted-Identity and their like (RFC 3261 §20.10). */
export interface NameAddr {
  displayName: string;
  uri: Uri;
  params: Params;
}

/** `null` when the value is malformed. */
export function parseNameAddr(value: string): NameAddr | null {
  const text = value.trim();
  const bracket = findBracket(text);
  if (bracket < 0) return parseAddrSpec(text);
  const close = text.indexOf('>', bracket);
  if (close < 0) return null;
  const displayName = parseDisplayName(text.slice(0, bracket).trim());
  const uri = parseUri(text.slice(bracket + 1, close).trim());
  const after = text.slice(close + 1).trim();
  if (after !== '' && !after.startsWith(';')) return null;
  const params = parseParams(after);
  return displayName === null || uri === null || params === null ? null : { displayName, uri, params };
}

/** Without brackets everything after `;` belongs to the header, not to the URI (RFC 3261 §20). */
function parseAddrSpec(text: string): NameAddr | null {
  const semicolon = text.indexOf(';');
  const spec = semicolon < 0 ? text : text.slice(0, semicolon).trim();
  if (/[,?]/.test(spec)) return null;
  const uri = parseUri(spec);
  const params = parseParams(semicolon < 0 ? '' : text.slice(semicolon));
  return uri === null || params === null ? null : { displayName: '', uri, params };
}

function findBracket(text: string): number {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted && char === '\\') i++;
    else if (char === '"') quoted = !quoted;
    else if (char === '<' && !quoted) return i;
  }
  return -1;
}

function parseDisplayName(text: string): string | null {
  if (text.startsWith('"')) return unquote(text);
  // Tokens only by the grammar; UTF-8 without quotes is common and harmless.
  return /[",;:<>@\\]/.test(text) ? null : text.replace(/\s+/g, ' ');
}

/** Every value of a header that may hold several; malformed ones are left out. */
export function parseNameAddrs(values: readonly string[]): NameAddr[] {
  return values
    .flatMap((value) => splitOutside(value, ','))
    .map(parseNameAddr)
    .filter((item) => item !== null);
}

export function formatNameAddr(name: { displayName: string; uri: string; params?: Params }): string {
  const display = name.displayName === '' ? '' : `${quote(name.displayName)} `;
  return `${display}<${name.uri}>${name.params === undefined ? '' : formatParams(name.params)}`;
}
