import * as v from 'valibot';

const fingerprintsSchema = v.object({
  fingerprints: v.pipe(
    v.array(
      v.object({
        algorithm: v.string(),
        value: v.pipe(v.string(), v.regex(/^[0-9A-Fa-f:]{1,256}$/)),
      }),
    ),
    v.minLength(1),
    v.maxLength(8),
  ),
});

/**
 * Text that stands for the page's DTLS transport in a challenge: its SHA-256 fingerprints (RFC 8122), sorted. Undefined
 * when there is none; the transport is refused then, for what cannot be bound cannot be challenged.
 */
export function bindingOf(dtlsParameters: unknown): string | undefined {
  const parsed = v.safeParse(fingerprintsSchema, dtlsParameters);
  if (!parsed.success) return undefined;
  const values = parsed.output.fingerprints
    .filter(({ algorithm }) => algorithm.toLowerCase() === 'sha-256')
    .map(({ value }) => value.toUpperCase());
  return values.length === 0 ? undefined : `dtls:${[...new Set(values)].sort().join(',')}`.slice(0, 512);
}
