import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeBase64Url, encodeBase64Url } from '../bytes.ts';
import type { AuditDraft, AuditEntry } from '../core/audit.ts';
import type { Json } from '../core/canonical.ts';
import { openBody, sealBody, sealedIn, type Sealed } from '../core/personal.ts';

const keyBytes = 32;
/** XChaCha20: so long that nonces can be drawn at random (draft-irtf-cfrg-xchacha-03 §3.1). */
const nonceBytes = 24;
const domainTag = 'countersign-sealed-v1';
/** Opened values kept in memory, so that a page that watches a session costs no cipher. */
const openedKept = 2_000;

/**
 * The keys of a session's subjects, and what is sealed with them. A box opens only while the keys of all its subjects
 * exist. A destroyed key is gone from the live store at once, and from the platform's own backups when these run out.
 */
export class SessionSeal {
  readonly #sql: SqlStorage;
  readonly #opened = new Map<string, Json>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The draft as it is chained: no plain personal value is left in it. Runs inside the caller's transaction. */
  seal(draft: AuditDraft): AuditDraft {
    return { ...draft, body: sealBody(draft.body, (subjects, value) => this.#box(draft.sessionId, subjects, value)) };
  }

  /** The entry with everything opened that can be opened now. It no longer matches its hash. */
  open(entry: AuditEntry): AuditEntry {
    return { ...entry, body: openBody(entry.body, (sealed) => this.#valueOf(entry.sessionId, sealed)) };
  }

  /** By box, what these entries hold and can be opened now. */
  openedOf(entries: readonly AuditEntry[]): { [box: string]: Json } {
    const opened: { [box: string]: Json } = {};
    for (const { sessionId, body } of entries) {
      for (const sealed of sealedIn(body)) {
        const value = this.#valueOf(sessionId, sealed);
        if (value !== undefined) opened[sealed.box] = value;
      }
    }
    return opened;
  }

  /** Destroys keys for good: what is recorded of these subjects later is sealed with keys that nobody keeps. */
  destroy(subjects: readonly string[]): void {
    this.#create();
    for (const subject of subjects) {
      this.#sql.exec(
        'insert into subject_key (subject, key) values (?, null) on conflict do update set key = null',
        subject,
      );
    }
    this.#opened.clear();
  }

  /** Destroys a key and lets another take its place. */
  renew(subject: string): void {
    this.#create();
    this.#sql.exec('delete from subject_key where subject = ?', subject);
    this.#opened.clear();
  }

  #box(sessionId: string, subjects: readonly string[], value: Json): Sealed {
    this.#create();
    const keys = subjects.map((subject) => this.#ensuredKey(subject));
    const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
    const cipher = xchacha20poly1305(jointKey(keys), nonce, bound(sessionId, subjects));
    const box = encodeBase64Url(concatBytes(nonce, cipher.encrypt(utf8ToBytes(JSON.stringify(value)))));
    if (keys.every(({ isKept }) => isKept)) this.#remember(box, value);
    return { $sealed: [...subjects], box };
  }

  #valueOf(sessionId: string, { $sealed: subjects, box }: Sealed): Json | undefined {
    const known = this.#opened.get(box);
    if (known !== undefined) return known;
    const bytes = decodeBase64Url(box);
    if (bytes === undefined || !this.#isThere()) return undefined;
    const keys = subjects.map((subject) => this.#keyOf(subject));
    if (!keys.every((key) => key !== undefined && key !== null)) return undefined;
    const nonce = bytes.subarray(0, nonceBytes);
    try {
      const joint = jointKey(keys.map((key) => ({ key })));
      const plain = xchacha20poly1305(joint, nonce, bound(sessionId, subjects)).decrypt(bytes.subarray(nonceBytes));
      const value = JSON.parse(new TextDecoder().decode(plain)) as Json;
      this.#remember(box, value);
      return value;
    } catch {
      // Sealed with a key that was renewed since, or never a box of ours: either way nobody can read it.
      return undefined;
    }
  }

  #remember(box: string, value: Json): void {
    if (this.#opened.size >= openedKept) this.#opened.clear();
    this.#opened.set(box, value);
  }

  #ensuredKey(subject: string): { key: Uint8Array; isKept: boolean } {
    const known = this.#keyOf(subject);
    if (known !== undefined && known !== null) return { key: known, isKept: true };
    const key = crypto.getRandomValues(new Uint8Array(keyBytes));
    if (known === null) return { key, isKept: false };
    this.#sql.exec('insert into subject_key (subject, key) values (?, ?)', subject, key.buffer);
    return { key, isKept: true };
  }

  /** Undefined when there never was one, null when it was destroyed. Read anew each time: a turn may be undone. */
  #keyOf(subject: string): Uint8Array | null | undefined {
    const [row] = this.#sql
      .exec<{ key: ArrayBuffer | null }>('select key from subject_key where subject = ?', subject)
      .toArray();
    return row === undefined ? undefined : row.key === null ? null : new Uint8Array(row.key);
  }

  #isThere(): boolean {
    return this.#sql.exec(`select 1 from sqlite_master where name = 'subject_key'`).toArray().length > 0;
  }

  #create(): void {
    this.#sql.exec('create table if not exists subject_key (subject text primary key, key blob)');
  }
}

/** What was sealed cannot be moved to another session or be said of somebody else. */
function bound(sessionId: string, subjects: readonly string[]): Uint8Array {
  return utf8ToBytes([domainTag, sessionId, ...subjects].join('\n'));
}

function jointKey(keys: readonly { key: Uint8Array }[]): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(domainTag), ...keys.map(({ key }) => key)));
}
