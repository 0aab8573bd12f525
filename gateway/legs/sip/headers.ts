import { splitOutside } from './grammar.ts';

/** Compact forms, RFC 3261 §7.3.3 and the IANA registry. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  n: 'Identity-Info',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
};

const unusualNames: Readonly<Record<string, string>> = {
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'mime-version': 'MIME-Version',
  'www-authenticate': 'WWW-Authenticate',
  'min-se': 'Min-SE',
  rack: 'RAck',
  rseq: 'RSeq',
};

/** The usual spelling of a header name: names are case-insensitive and some have a one-letter form. */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  const short = lower.length === 1 && Object.hasOwn(compactForms, lower) ? compactForms[lower] : undefined;
  if (short !== undefined) return short;
  const unusual = Object.hasOwn(unusualNames, lower) ? unusualNames[lower] : undefined;
  return unusual ?? lower.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** Ordered header fields; several fields of one name are kept apart. Content-Length is not among them: see message.ts. */
export class SipHeaders {
  #fields: { name: string; value: string }[] = [];

  /** A copy that can be changed on its own. */
  clone(): SipHeaders {
    const copy = new SipHeaders();
    copy.#fields = this.#fields.map((field) => ({ ...field }));
    return copy;
  }

  get(name: string): string | undefined {
    const wanted = canonicalName(name);
    return this.#fields.find((field) => field.name === wanted)?.value;
  }

  /** One string for each field line. */
  all(name: string): string[] {
    const wanted = canonicalName(name);
    return this.#fields.filter((field) => field.name === wanted).map((field) => field.value);
  }

  /** Every comma-separated value of every line, in order (RFC 3261 §7.3.1). */
  list(name: string): string[] {
    return this.all(name)
      .flatMap((value) => splitOutside(value, ','))
      .filter((value) => value !== '');
  }

  /** True when a comma-separated value equals `token`, ignoring case. */
  lists(name: string, token: string): boolean {
    return this.list(name).some((value) => value.toLowerCase() === token.toLowerCase());
  }

  append(name: string, value: string): this {
    this.#fields.push({ name: canonicalName(name), value: oneLine(value) });
    return this;
  }

  prepend(name: string, value: string): this {
    this.#fields.unshift({ name: canonicalName(name), value: oneLine(value) });
    return this;
  }

  /** Replaces every field of that name. */
  set(name: string, value: string): this {
    return this.delete(name).append(name, value);
  }

  delete(name: string): this {
    const wanted = canonicalName(name);
    this.#fields = this.#fields.filter((field) => field.name !== wanted);
    return this;
  }

  /** Replaces the first of the comma-separated values of a header, leaving the others where they are. */
  replaceFirst(name: string, value: string): void {
    const wanted = canonicalName(name);
    const field = this.#fields.find((item) => item.name === wanted);
    if (field === undefined) return;
    const [, ...rest] = splitOutside(field.value, ',');
    field.value = oneLine([value, ...rest].join(', '));
  }

  *[Symbol.iterator](): IterableIterator<readonly [name: string, value: string]> {
    for (const field of this.#fields) yield [field.name, field.value];
  }
}

/** A line break in a value would start a new header: it never leaves this process. */
function oneLine(value: string): string {
  return value.replace(/\p{Cc}+/gu, ' ').trim();
}
