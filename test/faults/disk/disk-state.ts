import type { NameChange, Step } from './disk-steps.ts';

/** The unit in which a disk writes: of what is being written, any of these may have arrived. */
const sectorBytes = 512;

type FileChange = Extract<Step, { t: 'write' | 'truncate' }>;

interface Pending<T> {
  readonly step: number;
  readonly change: T;
}

/** A file's bytes, growing with zeros. */
class Content {
  #bytes: Buffer;
  #length: number;

  constructor(bytes = Buffer.alloc(0)) {
    this.#bytes = bytes;
    this.#length = bytes.length;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  copy(): Content {
    return new Content(Buffer.from(this.bytes));
  }

  resize(length: number): void {
    if (length > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(length, 2 * this.#bytes.length));
      this.bytes.copy(grown);
      this.#bytes = grown;
    }
    if (length < this.#length) this.#bytes.fill(0, length, this.#length);
    this.#length = length;
  }

  write(data: Buffer, offset: number): void {
    if (offset + data.length > this.#length) this.resize(offset + data.length);
    data.copy(this.#bytes, offset);
  }

  apply(change: FileChange): void {
    if (change.t === 'truncate') this.resize(change.bytes);
    else this.write(change.data, change.offset);
  }
}

interface Inode {
  readonly durable: Content;
  pending: Pending<FileChange>[];
}

/** Where the names are: the inode of a file, or `folder`. */
type Names = Map<string, number | 'folder'>;

/**
 * A disk that a power cut may come to. What was synced is durable: a file's content by a sync of the file, names by
 * a sync of their folder. The rest is pending, and a cut keeps of it what it likes.
 */
export class DiskState {
  readonly #inodes = new Map<number, Inode>();
  readonly #names: Names = new Map();
  #pendingNames: (Pending<NameChange> & { readonly folder: string })[] = [];
  #steps = 0;

  /** The next step has been taken. */
  take(step: Step): void {
    const nth = this.#steps;
    this.#steps += 1;
    switch (step.t) {
      case 'write':
      case 'truncate':
        this.#inode(step.inode).pending.push({ step: nth, change: step });
        return;
      case 'sync':
      case 'sync failed': {
        const inode = this.#inode(step.inode);
        // After a failure the system takes what it could not write for written: it never comes to the disk.
        if (step.t === 'sync') {
          for (const { change } of inode.pending.filter((each) => each.step < step.sinceStep))
            inode.durable.apply(change);
        }
        inode.pending = inode.pending.filter((each) => each.step >= step.sinceStep);
        return;
      }
      case 'name':
        this.#pendingNames.push({ step: nth, change: step.change, folder: step.folder });
        return;
      case 'sync names': {
        const isDone = (each: { folder: string; step: number }): boolean =>
          each.folder === step.folder && each.step < step.sinceStep;
        for (const { change } of this.#pendingNames.filter(isDone)) applyName(this.#names, change);
        this.#pendingNames = this.#pendingNames.filter((each) => !isDone(each));
        return;
      }
      case 'told':
        return;
    }
  }

  /** What a cut at this moment may leave: the content of each file by its path. */
  image(random: () => number): Map<string, Buffer> {
    const names: Names = new Map(this.#names);
    const namesKept = keeper(random);
    for (const { change } of this.#pendingNames) if (namesKept() !== 'none') applyName(names, change);
    const files = new Map<string, Buffer>();
    for (const [path, inode] of names) {
      if (inode === 'folder') continue;
      if (isReachable(names, path)) files.set(path, this.#cut(this.#inode(inode), random));
    }
    return files;
  }

  #cut({ durable, pending }: Inode, random: () => number): Buffer {
    if (pending.length === 0) return durable.bytes;
    const content = durable.copy();
    const kept = keeper(random);
    for (const { change } of pending) {
      const how = kept();
      if (how === 'all') content.apply(change);
      else if (change.t === 'write') {
        if (how === 'torn') writeTorn(content, change, random);
        // The file may have its new length, and nothing there.
        else if (random() < 0.25) grow(content, change);
      }
    }
    return content.bytes;
  }

  #inode(number: number): Inode {
    let inode = this.#inodes.get(number);
    if (inode === undefined) {
      inode = { durable: new Content(), pending: [] };
      this.#inodes.set(number, inode);
    }
    return inode;
  }
}

type Kept = 'all' | 'none' | 'torn';

/** How a cut treats the pending changes of a file or a folder, one after the other. */
function keeper(random: () => number): () => Kept {
  const manner = Math.floor(random() * 7);
  const share = random();
  let left = Math.floor(random() * 12);
  switch (manner) {
    case 0:
      return () => 'none';
    case 1:
      return () => 'all';
    // The first ones, and part of the next.
    case 2:
      return () => {
        left -= 1;
        return left > 0 ? 'all' : left === 0 ? 'torn' : 'none';
      };
    // Some are missing in front.
    case 3:
      return () => {
        left -= 1;
        return left > 0 ? 'none' : left === 0 ? 'torn' : 'all';
      };
    case 4:
      return () => (random() < share ? 'all' : 'none');
    case 5:
      return () => (random() < share ? 'all' : random() < 0.5 ? 'torn' : 'none');
    default:
      return () => 'torn';
  }
}

/** Sector by sector of the disk, each in full or not at all. */
function writeTorn(
  content: Content,
  { data, offset }: Extract<FileChange, { t: 'write' }>,
  random: () => number,
): void {
  for (let from = 0; from < data.length; ) {
    const to = Math.min(data.length, from + sectorBytes - ((offset + from) % sectorBytes));
    if (random() < 0.5) content.write(data.subarray(from, to), offset + from);
    from = to;
  }
}

function grow(content: Content, { data, offset }: Extract<FileChange, { t: 'write' }>): void {
  if (offset + data.length > content.bytes.length) content.resize(offset + data.length);
}

function applyName(names: Names, change: NameChange): void {
  switch (change.t) {
    case 'file':
      names.set(change.path, change.inode);
      return;
    case 'folder':
      names.set(change.path, 'folder');
      return;
    case 'unlink':
      names.delete(change.path);
      return;
    case 'rename': {
      const moved = names.get(change.from);
      if (moved === undefined) return;
      names.delete(change.from);
      names.set(change.to, moved);
    }
  }
}

/** Whether the folder that a file is in has its name. */
function isReachable(names: Names, path: string): boolean {
  return names.get(path.slice(0, path.lastIndexOf('/'))) === 'folder';
}
