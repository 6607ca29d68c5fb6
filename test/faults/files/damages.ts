import { copyFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What can happen to the files of a data folder while no hub runs. */

const pageBytes = 4096;
const parts = ['journal.sqlite', 'journal.sqlite-wal', 'views.sqlite', 'views.sqlite-wal'] as const;

/** Folders that are whole, to take files from. */
export interface Sources {
  /** What is to be damaged: as a stop has left it, or as a kill. */
  readonly whole: readonly [string, string];
  /** The same bank, earlier. */
  readonly older: readonly [string, string];
  /** Another hub's. */
  readonly foreign: readonly [string, string];
}

/** Fills an empty folder with damaged files; gives words for what was done. */
export function damage(folder: string, { whole, older, foreign }: Sources, random: () => number): string {
  const below = (end: number): number => Math.floor(random() * end);
  const pick = <T>(all: readonly [T, ...T[]]): T => all[below(all.length)] ?? all[0];
  const base = pick(whole);
  for (const part of parts) put(base, folder, part);
  const there = parts.filter((part) => existsSync(join(folder, part)));
  const part = there[below(there.length)] ?? 'journal.sqlite';
  const file = join(folder, part);
  const bytes = readFileSync(file);
  const words = [`${base.split('/').at(-1)}:`];
  switch (below(12)) {
    case 0:
    case 1:
    case 2: {
      const at = below(bytes.length);
      const bit = 1 << below(8);
      bytes.writeUInt8(bytes.readUInt8(at) ^ bit, at);
      writeFileSync(file, bytes);
      words.push(`bit ${bit} of byte ${at} of ${part} flipped`);
      break;
    }
    // What SQLite notes of a page and of where its rows begin.
    case 3:
    case 4: {
      const page = below(Math.ceil(bytes.length / pageBytes));
      const at = Math.min(bytes.length - 1, page * pageBytes + below(200));
      const bit = 1 << below(8);
      bytes.writeUInt8(bytes.readUInt8(at) ^ bit, at);
      writeFileSync(file, bytes);
      words.push(`bit ${bit} of byte ${at} of ${part} flipped, at the head of a page`);
      break;
    }
    case 5: {
      const length = below(bytes.length);
      truncateSync(file, length);
      words.push(`${part} cut to ${length} bytes`);
      break;
    }
    case 6: {
      const at = below(bytes.length);
      bytes.fill(0, at, Math.min(bytes.length, at + pick([512, pageBytes])));
      writeFileSync(file, bytes);
      words.push(`zeros from byte ${at} of ${part}`);
      break;
    }
    case 7: {
      const [from, to] = [below(bytes.length / pageBytes), below(bytes.length / pageBytes)];
      bytes.copy(bytes, to * pageBytes, from * pageBytes, (from + 1) * pageBytes);
      writeFileSync(file, bytes);
      words.push(`page ${from} of ${part} in place of ${to}`);
      break;
    }
    case 8: {
      rmSync(file);
      words.push(`${part} deleted`);
      break;
    }
    case 9: {
      const what = pick(['journal', 'views'] as const);
      const source = pick(older);
      for (const each of parts) if (each.startsWith(what)) put(source, folder, each);
      words.push(`an older ${what} (${source.split('/').at(-1)})`);
      break;
    }
    case 10: {
      const source = pick([pick(older), pick(foreign)]);
      put(source, folder, part);
      words.push(`${part} of ${source.split('/').at(-1)}`);
      break;
    }
    default: {
      const what = pick(['journal', 'views'] as const);
      const source = pick(foreign);
      for (const each of parts) if (each.startsWith(what)) put(source, folder, each);
      words.push(`the ${what} of another hub (${source.split('/').at(-1)})`);
    }
  }
  return words.join(' ');
}

/** Puts a part of one folder in another, or takes it away there where the first has none. */
function put(source: string, folder: string, part: string): void {
  rmSync(join(folder, part), { force: true });
  if (existsSync(join(source, part))) copyFileSync(join(source, part), join(folder, part));
}
