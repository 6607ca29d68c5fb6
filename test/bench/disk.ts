import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Median milliseconds of one fdatasync after one page was written behind a file's end. */
export function fdatasyncMs(folder: string): number {
  const file = join(folder, 'fdatasync.probe');
  const handle = openSync(file, 'wx');
  try {
    const page = Buffer.alloc(4096, 1);
    const times = Array.from({ length: probes }, () => {
      writeSync(handle, page);
      const startMs = performance.now();
      fdatasyncSync(handle);
      return performance.now() - startMs;
    });
    return times.sort((a, b) => a - b)[probes / 2] ?? Number.NaN;
  } finally {
    closeSync(handle);
    rmSync(file);
  }
}

const probes = 400;
