/** A path whose parts are encoded: at`/api/people/${id}`. */
export const at = (path: TemplateStringsArray, ...parts: string[]): string =>
  path.reduce((url, text, index) => url + encodeURIComponent(parts[index - 1] ?? '') + text);
