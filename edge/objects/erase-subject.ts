import { eraseSubject, type Erasure } from '../core/erase.ts';
import type { Turn } from '../core/turn.ts';
import type { SessionStore } from './session-store.ts';

/**
 * Erases a person from a session, in the turn's transaction: his words and keys, and the key of words that may name
 * anybody. Safe to repeat.
 */
export function eraseFrom(turn: Turn, erasure: Erasure, store: SessionStore): void {
  const erased = eraseSubject(turn, erasure);
  if (erased === undefined) return;
  store.seal.destroy(erased.keys);
  store.seal.renew(turn.session.id);
  store.forget(erased);
}
