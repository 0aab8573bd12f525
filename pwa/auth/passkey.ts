import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import type { MeView } from '#core/view';
import type { App } from '../data/app-context.ts';
import { wordsOf } from '../i18n/en.ts';
import { ApiError } from '../data/problem.ts';

/** Creates the first passkey from an enrolment link and signs in with it. */
export async function enrolWithPasskey(app: App, token: string): Promise<MeView> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const { ceremony, options } = await app.api.enrolOptions(token);
  const response = await startRegistration({ optionsJSON: options });
  const me = await app.api.enrol(token, { ceremony, response });
  await app.signedIn(me);
  return me;
}

/** Signs in with a passkey that the browser lets the person choose. */
export async function signInWithPasskey(app: App): Promise<MeView> {
  const { ceremony, options } = await app.api.signinOptions();
  const response = await assert(options);
  const me = await app.api.signin({ ceremony, response });
  await app.signedIn(me);
  return me;
}

/** Asks the authenticator to sign; the browser shows its own dialog. */
export async function assert(optionsJSON: PublicKeyCredentialRequestOptionsJSON): Promise<AuthenticationResponseJSON> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  return await startAuthentication({ optionsJSON });
}

/** Words for what a ceremony threw: the browser's `DOMException` names (WebAuthn L3 §5.1.3, §5.1.4), else the edge's code. */
export function passkeyWords(error: unknown): string {
  if (error instanceof ApiError) return wordsOf(error);
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
      return 'The passkey dialog was closed or took too long. Nothing was sent. Try again when you are ready.';
    case 'InvalidStateError':
      return 'This device already holds a passkey for you. Sign in with it instead.';
    case 'SecurityError':
      return 'Passkeys do not work at this address. Open Countersign at its own address.';
    case 'NotSupportedError':
    case 'ConstraintError':
      return 'This device cannot make the kind of passkey that is needed. It must ask for a fingerprint, face or PIN.';
    case 'AbortError':
      return 'The passkey dialog was replaced by another one. Try again.';
    default:
      return window.PublicKeyCredential === undefined
        ? 'This browser has no passkeys. Use a current version of Chrome, Edge, Safari or Firefox.'
        : 'The passkey could not be used. Try again.';
  }
}
