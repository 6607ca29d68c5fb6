import assert from 'node:assert';
import { dirname } from 'node:path';
import { bytesOf, descriptorOf, lastNumberOf, nameOf, type TracedMoment } from './traced-calls.ts';

/** What a traced hub has asked of its disk and told its clients, one step after the other. */
export type Step =
  | { readonly t: 'write'; readonly inode: number; readonly offset: number; readonly data: Buffer }
  | { readonly t: 'truncate'; readonly inode: number; readonly bytes: number }
  | { readonly t: 'sync'; readonly inode: number; readonly sinceStep: number }
  | { readonly t: 'sync failed'; readonly inode: number; readonly sinceStep: number }
  | { readonly t: 'name'; readonly folder: string; readonly change: NameChange }
  | { readonly t: 'sync names'; readonly folder: string; readonly sinceStep: number }
  | { readonly t: 'told'; readonly text: string };

/** A change of the names in a folder. */
export type NameChange =
  | { readonly t: 'file'; readonly path: string; readonly inode: number }
  | { readonly t: 'folder'; readonly path: string }
  | { readonly t: 'rename'; readonly from: string; readonly to: string }
  | { readonly t: 'unlink'; readonly path: string };

interface OpenFile {
  readonly inode: number;
  offset: number;
}

/**
 * Makes steps of traces, of one run after the other on the same folder: a process that is killed leaves its files
 * as they are. What is shared in memory (`-shm`) is on no disk.
 */
export class StepMaker {
  readonly steps: Step[] = [];
  readonly #root: string;
  readonly #inodes = new Map<string, number>();
  #inodesMade = 0;
  #files = new Map<number, OpenFile>();
  #folders = new Map<number, string>();

  /** Only what is below `root` counts. */
  constructor(root: string) {
    this.#root = root;
  }

  addRun(moments: readonly TracedMoment[]): void {
    this.#files = new Map();
    this.#folders = new Map();
    /** How many steps there were when a call of this thread began that makes something durable. */
    const began = new Map<TracedMoment['call'], number>();
    for (const { call, edge } of moments) {
      const isSync = call.name === 'fsync' || call.name === 'fdatasync';
      if (isSync && edge === 'begin') began.set(call, this.steps.length);
      else if (isSync) this.#sync(descriptorOf(call), began.get(call) ?? 0, call.result);
      // What a call changes may be on the disk before it ends, so it counts from its beginning.
      else if (!isSync && edge === 'begin' && call.result !== -1) this.#change(call);
    }
  }

  #change(call: TracedMoment['call']): void {
    switch (call.name) {
      case 'openat':
        this.#open(nameOf(call), call.args, call.result);
        return;
      case 'close':
        this.#files.delete(descriptorOf(call));
        this.#folders.delete(descriptorOf(call));
        return;
      case 'mkdir':
        this.#name(nameOf(call), { t: 'folder', path: nameOf(call) });
        return;
      case 'pwrite64':
        this.#write(descriptorOf(call), bytesOf(call), lastNumberOf(call));
        return;
      case 'write':
      case 'writev':
        this.#write(descriptorOf(call), bytesOf(call), undefined);
        return;
      case 'ftruncate': {
        const file = this.#files.get(descriptorOf(call));
        if (file !== undefined)
          this.steps.push({ t: 'truncate', inode: file.inode, bytes: lastNumberOf(call) });
        return;
      }
      case 'rename':
        this.#rename(nameOf(call), nameOf(call, 1));
        return;
      case 'unlink': {
        const path = nameOf(call);
        if (this.#inodes.delete(path)) this.#name(path, { t: 'unlink', path });
      }
    }
  }

  #open(path: string, args: string, descriptor: number | undefined): void {
    if (descriptor === undefined || !this.#counts(path)) return;
    let inode = this.#inodes.get(path);
    if (inode === undefined) {
      if (!args.includes('O_CREAT')) {
        this.#folders.set(descriptor, path);
        return;
      }
      this.#inodesMade += 1;
      inode = this.#inodesMade;
      this.#inodes.set(path, inode);
      this.#name(path, { t: 'file', path, inode });
    } else if (args.includes('O_TRUNC')) this.steps.push({ t: 'truncate', inode, bytes: 0 });
    this.#files.set(descriptor, { inode, offset: 0 });
  }

  /** Without an offset, behind the last one; to something that is no file of ours, it tells somebody. */
  #write(descriptor: number, data: Buffer, offset: number | undefined): void {
    const file = this.#files.get(descriptor);
    if (file === undefined) {
      const text = data.toString();
      if (text.includes('{"t":"')) this.steps.push({ t: 'told', text });
      return;
    }
    this.steps.push({ t: 'write', inode: file.inode, offset: offset ?? file.offset, data });
    if (offset === undefined) file.offset += data.length;
  }

  #rename(from: string, to: string): void {
    const inode = this.#inodes.get(from);
    if (inode === undefined) return;
    assert(dirname(from) === dirname(to), 'a rename stays in its folder');
    this.#inodes.delete(from);
    this.#inodes.set(to, inode);
    this.#name(to, { t: 'rename', from, to });
  }

  #sync(descriptor: number, sinceStep: number, result: number | undefined): void {
    const folder = this.#folders.get(descriptor);
    const file = this.#files.get(descriptor);
    if (folder !== undefined && result === 0) this.steps.push({ t: 'sync names', folder, sinceStep });
    if (file === undefined || result === undefined) return;
    this.steps.push({ t: result === 0 ? 'sync' : 'sync failed', inode: file.inode, sinceStep });
  }

  #name(path: string, change: NameChange): void {
    if (this.#counts(path)) this.steps.push({ t: 'name', folder: dirname(path), change });
  }

  #counts(path: string): boolean {
    return `${path}/`.startsWith(`${this.#root}/`) && !path.endsWith('-shm');
  }
}
