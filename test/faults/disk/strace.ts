import { execFileSync } from 'node:child_process';

/** `strace`, by which the faults of a disk look at what the hub asks of its files, and spoil it. */

/** Calls that change files, make them durable, or tell somebody something. */
const recorded = [
  'openat',
  'close',
  'mkdir',
  'write',
  'writev',
  'pwrite64',
  'ftruncate',
  'fsync',
  'fdatasync',
  'rename',
  'unlink',
] as const;

/** Bytes of one call that are recorded: more than any frame or page has. */
const callBytesMax = 16 * 1024 * 1024;

/** Why processes cannot be traced here; `undefined` where they can. */
export function noStrace(): string | undefined {
  try {
    // With --daemonize nobody would hear of a failure.
    execFileSync('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `strace does not run here (${error instanceof Error ? error.message.trim() : error})`;
  }
}

/** Ends a runner that has to trace and cannot. */
export function endWithoutStrace(): void {
  const missing = noStrace();
  if (missing === undefined) return;
  process.stderr.write(`${missing}. On Debian: apt-get install strace\n`);
  process.exit(2);
}

/**
 * The command that runs another and writes its calls to a file, with all their bytes; `injected` is what it is to do
 * to them. It leaves the other its place, so that signals reach it.
 */
export function recording(traceFile: string, injected?: string): string[] {
  const calls = ['-xx', '-s', String(callBytesMax), '-e', `trace=${recorded.join(',')}`];
  // The fast way to trace does not inject signals.
  const how = injected === undefined ? ['--seccomp-bpf'] : ['-e', `inject=${injected}`];
  return ['strace', '--daemonize', '-f', '-o', traceFile, ...calls, ...how];
}
