import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import type { World } from './world.ts';

/** Somebody in front of a browser of his own, with a passkey (Chromium's virtual authenticator). */
export type Person = { name: string; context: BrowserContext; page: Page; cdp: CDPSession; close: () => Promise<void> };

export async function newPerson(
  world: World,
  name: string,
  options: { dark?: boolean; phone?: boolean } = {},
): Promise<Person> {
  const context = await world.browser.newContext({
    viewport: options.phone === true ? { width: 360, height: 740 } : { width: 1440, height: 900 },
    colorScheme: options.dark === true ? 'dark' : 'light',
    permissions: ['microphone', 'clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { name, context, page, cdp, close: () => context.close() };
}

/** Opens the enrolment link, creates the passkey, and ends on the home page. */
export async function enrolled(
  world: World,
  name: string,
  options: { dark?: boolean; phone?: boolean } = {},
): Promise<Person> {
  const link = world.enrolments.find((one) => one.person === name);
  if (link === undefined) throw new Error(`no enrolment link for ${name}`);
  const person = await newPerson(world, name, options);
  await person.page.goto(link.url);
  await person.page.getByRole('button', { name: /create (a |your )?passkey/i }).click();
  await person.page.waitForURL((url) => url.pathname === '/');
  return person;
}

/** Reads an API resource with the person's own cookie. */
export async function read<T>(person: Person, world: World, route: string): Promise<T> {
  const answer = await person.context.request.get(`${world.origin}${route}`);
  if (!answer.ok()) throw new Error(`GET ${route}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}
