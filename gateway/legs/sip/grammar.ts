/** Parameters after `;`, names in lower case; `null` is a parameter without a value. A Map: names come from strangers. */
export type Params = Map<string, string | null>;

const tokenPattern = /^[A-Za-z0-9\-.!%*_+`'~]+$/;

export function isToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** Splits at `separator` where it stands outside quoted strings and angle brackets (RFC 3261 §7.3.1). */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  let angled = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted) {
      if (char === '\\') i++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '<') angled = true;
    else if (char === '>') angled = false;
    else if (char === separator && !angled) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

/** Reads `;a=b;c` (with or without the first `;`); `null` when a name or a quoted value is malformed. */
export function parseParams(text: string): Params | null {
  const params: Params = new Map();
  for (const part of splitOutside(text, ';')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    if (!isToken(name)) return null;
    const raw = equals < 0 ? null : part.slice(equals + 1).trim();
    const value = raw?.startsWith('"') ? unquote(raw) : raw;
    if (value === null && raw !== null) return null;
    params.set(name, value);
  }
  return params;
}

/** Writes parameters with their leading `;`, quoting what is neither a token nor a host. */
export function formatParams(params: Params): string {
  let text = '';
  for (const [name, value] of params) {
    text +=
      value === null
        ? `;${name}`
        : `;${name}=${/^[A-Za-z0-9\-.!%*_+`'~:[\]/@&$]+$/.test(value) ? value : quote(value)}`;
  }
  return text;
}

/** The text of a quoted string with its escapes undone; `null` when it does not end properly. */
export function unquote(text: string): string | null {
  const match = /^"((?:[^"\\]|\\.)*)"$/s.exec(text);
  return match?.[1] === undefined ? null : match[1].replace(/\\(.)/gs, '$1');
}

export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** Undoes `%XX`; `null` when an escape is broken. Bytes that are no UTF-8 become U+FFFD. */
export function unescapePercent(text: string): string | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return null;
  if (!text.includes('%')) return text;
  const bytes: number[] = [];
  const plain = new TextEncoder().encode(text);
  for (let i = 0; i < plain.length; i++) {
    if (plain[i] === 0x25) {
      bytes.push(Number.parseInt(String.fromCharCode(plain[i + 1] ?? 0, plain[i + 2] ?? 0), 16));
      i += 2;
    } else bytes.push(plain[i] ?? 0);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
