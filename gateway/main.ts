import { ConfigError, parseConfig } from './config.ts';
import { type Gateway, startGateway } from './context.ts';
import { createLogger, type Logger } from './logger.ts';

const mostShutdownMs = 4500;

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = createLogger(config.logLevel);
  const starting = startGateway(config, log);
  // Before anything is said to be ready: a signal may come at once, or while it still starts.
  stopOnSignal(starting, log);
  const gateway = await starting;
  // What nobody expected is logged with its place; calls that run are worth more than a clean stack.
  process.on('unhandledRejection', (error) => log.error('gateway.unexpected', { error, stack: stackOf(error) }));
  process.on('uncaughtException', (error) => log.error('gateway.unexpected', { error, stack: stackOf(error) }));
  log.info('gateway.ready', { gatewayId: gateway.gatewayId, port: gateway.port, sipPort: gateway.sipPort });
}

function stopOnSignal(starting: Promise<Gateway>, log: Logger): void {
  let stopping = false;
  async function stop(signal: string): Promise<void> {
    log.info('gateway.stopping', { signal });
    setTimeout(() => process.exit(1), mostShutdownMs).unref();
    await starting.then((gateway) => gateway.close());
    process.exit(0);
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      stop(signal).catch(() => process.exit(1));
    });
  }
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}

main().catch((error: unknown) => {
  const log = createLogger('error');
  log.error(error instanceof ConfigError ? 'gateway.misconfigured' : 'gateway.failed', { error });
  process.exit(error instanceof ConfigError ? 2 : 1);
});
