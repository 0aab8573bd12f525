/** Domains as typed, one a line or split by commas or spaces: lower case, each once. */
export function domainsOf(text: string): string[] {
  const parts = text
    .toLowerCase()
    .split(/[\s,;]+/)
    .map((part) => part.replace(/^@/, '').replace(/\.$/, ''));
  return [...new Set(parts.filter(Boolean))];
}

/** The first that cannot be a domain, in words. */
export function domainFault(text: string): string | undefined {
  const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
  const bad = domainsOf(text).find((domain) => !new RegExp(`^(${label}\\.)+${label}$`).test(domain));
  return bad === undefined ? undefined : `${bad} is not a domain like company.com.`;
}
