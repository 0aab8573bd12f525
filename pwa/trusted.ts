type TrustedTypesFactory = { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown };

/**
 * Where the page runs under `require-trusted-types-for 'script'`: script addresses (service worker, workers) may only
 * be our own files; HTML and script strings are never made, so there is no rule for them.
 */
export function restrictScripts(page: Window & { trustedTypes?: TrustedTypesFactory }): void {
  page.trustedTypes?.createPolicy('default', {
    createScriptURL(url) {
      if (new URL(url, page.location.href).origin !== page.location.origin) throw new TypeError('foreign script');
      return url;
    },
  });
}
