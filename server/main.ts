#!/usr/bin/env -S node --max-semi-space-size=64
import { type Logger, pino } from 'pino';
import { Door } from './access/door.ts';
import { JwtChecker } from './access/jwt.ts';
import { type Config, parseConfig } from './config.ts';
import { DataError } from './data-error.ts';
import { openDataFolder } from './data-folder.ts';
import { Hub } from './hub.ts';
import { openWorkerJournal } from './journal/worker-journal.ts';
import { JournalError } from './journal-error.ts';
import { limitsOf } from './limit-settings.ts';
import { limits } from './limits.ts';
import { isLoopback } from './loopback.ts';
import { Tls } from './tls.ts';
import { version } from './version.ts';
import { openWorkerViews } from './views/worker-views.ts';

/** The `florin-server` command. Exit codes: 0 stopped, 1 failed or cannot start, 2 wrong flags or variables. */

const defaultUrl = 'ws://127.0.0.1:7400/ws';

await main();

async function main(): Promise<void> {
  const parsed = parseConfig(process.argv.slice(2), process.env, version);
  switch (parsed.kind) {
    case 'told':
      process.stdout.write(parsed.text);
      break;
    case 'wrong':
      process.stderr.write(
        `florin-server cannot start:\n${parsed.problems.map((problem) => `  ${problem}\n`).join('')}florin-server --help lists every setting.\n`,
      );
      process.exitCode = 2;
      break;
    case 'run':
      await run(parsed.config);
      break;
  }
}

async function run(config: Config): Promise<void> {
  const log = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: true }));
  let isServing = false;
  try {
    const tls = config.tlsCert === '' ? undefined : new Tls({ cert: config.tlsCert, key: config.tlsKey });
    await using folder = await openDataFolder(config.data);
    using door = new Door({ tokensFile: folder.tokensFile, jwt: await jwtOf(config, log), log });
    checkReach(config, door.isGuarded, tls !== undefined);
    await using journal = await openWorkerJournal(folder.journalFile, die);
    await using views = await openWorkerViews({
      journalFile: folder.journalFile,
      viewsFile: folder.viewsFile,
      recentMax: limits.recentTransactions,
      onProgress: showProgress,
      onFailure: (error) => {
        // Before that it is the start that fails, and says why.
        if (isServing)
          log.error({ err: error }, 'the views failed: questions are `unavailable` until a new start');
      },
    });
    const options = {
      ...config,
      origins: config.origin,
      door,
      ...(tls === undefined ? {} : { tls }),
      limits: limitsOf(config),
    };
    await using hub = await Hub.start(options, journal, views, log, die);
    if (tls !== undefined) renewOnHangup(tls, log);
    isServing = true;
    // Before anyone hears that the hub is ready, and may want to stop it.
    const stopAsked = stopSignal();
    await folder.claim(hub.url);
    greet(hub, config, { isGuarded: door.isGuarded, isTls: tls !== undefined });
    await stopAsked;
    process.stdout.write('stopping: finishing what is in flight\n');
    setTimeout(() => process.exit(1), limits.stopWithinMs).unref();
    await hub.stop();
  } catch (error) {
    process.stderr.write(
      `florin-server ${isServing ? 'failed' : 'cannot start'}: ${explain(error, config)}\n`,
    );
    process.exitCode = 1;
  }

  function die(error: unknown): never {
    log.fatal({ err: error }, 'the journal failed: nobody can tell what is durable until it is read anew');
    process.stderr.write(`florin-server stops: ${explain(error, config)}\n`);
    process.exit(1);
  }
}

/** Beyond this machine everyone has to show who they are, and nobody else is to hear it. */
function checkReach({ host, insecure, data }: Config, isGuarded: boolean, isTls: boolean): void {
  if (isLoopback(host) || insecure || (isGuarded && isTls)) return;
  const missing = [
    ...(isGuarded ? [] : [`there are no tokens (make one with florin token create --data ${data})`]),
    ...(isTls ? [] : ['there is no TLS (give --tls-cert and --tls-key)']),
  ];
  throw new DataError(
    `--host ${host}`,
    `can be reached by others, and ${missing.join(', and ')}`,
    'Or say --insecure: then whoever reaches the port can move money, or listen to those who do.',
  );
}

async function jwtOf(
  { jwtKeys, jwtIssuer, jwtAudience }: Config,
  log: Logger,
): Promise<JwtChecker | undefined> {
  if (jwtKeys === '') return undefined;
  return JwtChecker.open({ keysFile: jwtKeys, issuer: jwtIssuer, audience: jwtAudience }, log);
}

/** Takes a new certificate without a stop. */
function renewOnHangup(tls: Tls, log: Logger): void {
  process.on('SIGHUP', () => {
    try {
      tls.reload();
      log.info('the certificate was read anew');
    } catch (error) {
      log.error({ err: error }, 'the certificate cannot be read anew: the old one holds');
    }
  });
}

interface Reach {
  readonly isGuarded: boolean;
  readonly isTls: boolean;
}

/** What `--insecure` has done. */
function openTo(isGuarded: boolean, { host }: Config): string {
  const what = isGuarded ? 'listen to those who move money, and take their tokens' : 'move money';
  return `  OPEN   ${host}: whoever reaches this port can ${what} (--insecure)`;
}

function greet(hub: Hub, config: Config, { isGuarded, isTls }: Reach): void {
  const { accounts, seq } = hub.summary;
  const address = hub.url === defaultUrl ? '' : ` --url ${hub.url}`;
  const url = `${address}${isGuarded ? ' --token-file FILE' : ''}`;
  const others = isLoopback(config.host) || (isGuarded && isTls) ? [] : [openTo(isGuarded, config)];
  process.stdout.write(
    [
      `florin ${version} is ready: ${hub.url}`,
      `  data   ${config.data} (${accounts} accounts, seq ${seq})`,
      ...others,
      `  look   ${hub.pageUrl}        balances, live, in a browser`,
      `  try    npx florin${url}        a prompt: type  ${accounts === 0 ? 'open A' : 'A D 100'}`,
      `         npx florin${url} watch  balances, live`,
      ...(isTls ? ['  trust  --ca FILE tells clients of a certificate of your own'] : []),
      '  stop   Ctrl-C',
      '',
    ].join('\n'),
  );
}

/** Resolves at the first SIGTERM or SIGINT; the second ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = (signal: NodeJS.Signals): void => {
      signals += 1;
      if (signals > 1) process.exit(signal === 'SIGINT' ? 130 : 143);
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}

function showProgress(done: number, total: number): void {
  if (!process.stdout.isTTY) return;
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  process.stdout.write(`\rreading the journal anew: ${percent} %${done >= total ? '\n' : ''}`);
}

/** What went wrong and what to do about it. */
function explain(error: unknown, config: Config): string {
  if (error instanceof DataError || error instanceof JournalError) return error.message;
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'EADDRINUSE') {
      return `port ${config.port} of ${config.host} is taken. Stop what listens there, or choose another with --port (0 takes any free one).`;
    }
    if (error.code === 'EACCES')
      return `port ${config.port} of ${config.host} is not allowed. Choose one above 1023 with --port.`;
    if (error.code === 'EADDRNOTAVAIL')
      return `${config.host} is not an address of this machine. Choose another with --host.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
