import * as v from 'valibot';
import { logLevels } from './logger.ts';

const port = (fallback: string) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.regex(/^\d{1,5}$/, 'must be a port number'),
    v.transform(Number),
    v.maxValue(65_535, 'must be a port number'),
  );
const url = (fallback?: string) =>
  v.pipe(fallback === undefined ? v.string() : v.optional(v.string(), fallback), v.url('must be a URL'));
const list = v.pipe(
  v.optional(v.string(), ''),
  v.transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
);

const userOf = (text: string): { username: string; password: string } => {
  const cut = text.indexOf(':');
  return { username: text.slice(0, cut), password: text.slice(cut + 1) };
};

const environmentSchema = v.object({
  EDGE_URL: url('http://localhost:8787'),
  /** 32 bytes, base64url; shared with the edge. */
  GATEWAY_KEY: v.pipe(
    v.string('is missing'),
    v.check((text) => Buffer.from(text, 'base64url').length >= 32, 'must be at least 32 bytes, base64url'),
  ),
  GATEWAY_ID: v.optional(v.pipe(v.string(), v.regex(/^gwy_[A-Za-z0-9_-]{12,64}$/, 'must be a gwy_ id'))),
  GATEWAY_HOST: v.optional(v.string(), '127.0.0.1'),
  GATEWAY_PORT: port('8790'),
  PWA_ORIGIN: v.optional(v.pipe(v.string(), v.url('must be an origin'))),
  SIP_HOST: v.optional(v.string(), '127.0.0.1'),
  SIP_PORT: port('5060'),
  RTP_PORT_MIN: port('40000'),
  RTP_PORT_MAX: port('40199'),
  RTC_PORT: port('44400'),
  RTC_ADDRESS: v.optional(v.string(), '127.0.0.1'),
  ANNOUNCED_ADDRESS: v.optional(v.string()),
  RTC_WORKERS: v.pipe(v.optional(v.string(), '1'), v.regex(/^[1-9]\d?$/, 'must be 1 to 99'), v.transform(Number)),
  STATE_DIR: v.optional(v.string(), '.state'),
  MEDIASOUP_WORKER_BIN: v.optional(v.string()),
  TRUSTED_PEERS: list,
  SIP_REALM: v.optional(v.string(), 'countersign'),
  /** `name:password,…`; once set, everybody but a trusted peer is asked for a password (RFC 3261 §22). */
  SIP_USERS: v.pipe(
    list,
    v.everyItem((user) => /^[^:]+:.{12,}$/.test(user), 'must be name:password pairs, passwords of 12 or more'),
    v.transform((users) => users.map(userOf)),
  ),
  LOG_LEVEL: v.optional(v.picklist(logLevels), 'info'),
});

export type Config = {
  edgeUrl: string;
  gatewayKey: string;
  gatewayId: string | undefined;
  host: string;
  port: number;
  pwaOrigin: string;
  sip: {
    host: string;
    port: number;
    announcedAddress: string;
    trustedPeers: string[];
    realm: string;
    users: { username: string; password: string }[];
  };
  rtp: { minPort: number; maxPort: number };
  rtc: { address: string; port: number; announcedAddress: string | undefined; workers: number };
  stateDir: string;
  workerBin: string | undefined;
  logLevel: (typeof logLevels)[number];
};

export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Reads the environment once. Throws ConfigError that names every variable that is wrong, and never its value. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = v.safeParse(environmentSchema, present);
  if (!parsed.success) {
    const faults = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'environment'} ${issue.message}`);
    throw new ConfigError(`configuration: ${faults.join('; ')}`);
  }
  return configOf(parsed.output);
}

function configOf(env: v.InferOutput<typeof environmentSchema>): Config {
  if (env.RTP_PORT_MAX < env.RTP_PORT_MIN + 1) {
    throw new ConfigError('configuration: RTP_PORT_MAX must leave room for at least one pair above RTP_PORT_MIN');
  }
  const edgeUrl = env.EDGE_URL.replace(/\/+$/, '');
  return {
    edgeUrl,
    gatewayKey: env.GATEWAY_KEY,
    gatewayId: env.GATEWAY_ID,
    host: env.GATEWAY_HOST,
    port: env.GATEWAY_PORT,
    pwaOrigin: new URL(env.PWA_ORIGIN ?? edgeUrl).origin,
    sip: {
      host: env.SIP_HOST,
      port: env.SIP_PORT,
      announcedAddress: env.ANNOUNCED_ADDRESS ?? env.SIP_HOST,
      trustedPeers: env.TRUSTED_PEERS,
      realm: env.SIP_REALM,
      users: env.SIP_USERS,
    },
    rtp: { minPort: env.RTP_PORT_MIN, maxPort: env.RTP_PORT_MAX },
    rtc: {
      address: env.RTC_ADDRESS,
      port: env.RTC_PORT,
      announcedAddress: env.ANNOUNCED_ADDRESS,
      workers: env.RTC_WORKERS,
    },
    stateDir: env.STATE_DIR,
    workerBin: env.MEDIASOUP_WORKER_BIN,
    logLevel: env.LOG_LEVEL,
  };
}
