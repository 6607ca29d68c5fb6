import type { DiskFault } from './faulty-disk.ts';

/** Faults of a disk, as a seed has them. */

const files = [
  'journal.sqlite-wal',
  'journal.sqlite-wal',
  'journal.sqlite-wal',
  'journal.sqlite',
  'views.sqlite-wal',
  'views.sqlite-wal',
  'views.sqlite',
] as const;
const calls = ['pwrite64', 'pwrite64', 'fsync', 'ftruncate', 'openat'] as const;
const errors = ['EIO', 'ENOSPC', 'EDQUOT'] as const;

export function someFault(random: () => number): DiskFault {
  const pick = <T>(all: readonly [T, ...T[]]): T => all[Math.floor(random() * all.length)] ?? all[0];
  const call = pick(calls);
  // A file is opened a few times, and written hundreds of times.
  const first = 1 + Math.floor(random() * (call === 'openat' ? 4 : call === 'pwrite64' ? 150 : 60));
  const last = first + Math.floor(random() * 4);
  const when = pick([`${first}`, `${first}`, `${first}..${last}`, `${first}+`] as const);
  return { file: pick(files), call, error: pick(errors), when };
}
