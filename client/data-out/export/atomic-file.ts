import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unwritable } from '../data-out-problem.ts';
import type { ByteSink } from './columns.ts';

/**
 * A file that is there as a whole or not at all: written under another name beside its own, which it takes when it is
 * complete and on the disk. What is not committed goes away, also when the program ends.
 */
export class AtomicFile implements ByteSink, AsyncDisposable {
  readonly #name: string;
  readonly #target: string;
  readonly #temporary: string;
  readonly #isReplacing: boolean;
  readonly #handle: FileHandle;
  #isOver = false;
  #bytes = 0;
  readonly #remove = (): void => rmSync(this.#temporary, { force: true });

  private constructor(
    names: { readonly name: string; readonly target: string; readonly temporary: string },
    isReplacing: boolean,
    handle: FileHandle,
  ) {
    this.#name = names.name;
    this.#target = names.target;
    this.#temporary = names.temporary;
    this.#isReplacing = isReplacing;
    this.#handle = handle;
    process.once('exit', this.#remove);
  }

  /**
   * Begins a file. One that is there is refused, unless it is to be replaced. Rejects with a `DataOutProblem`, as all
   * of its methods do.
   */
  static async open(name: string, isReplacing: boolean): Promise<AtomicFile> {
    try {
      const isThere = await checkFree(name, isReplacing);
      // Where a link leads, not the link itself.
      const target = isThere ? await realpath(name) : name;
      const suffix = randomBytes(6).toString('hex');
      const temporary = join(dirname(target), `.${basename(target)}.${suffix}.part`);
      return new AtomicFile({ name, target, temporary }, isReplacing, await open(temporary, 'wx'));
    } catch (error) {
      throw unwritable(name, error);
    }
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  async write(bytes: string | Uint8Array): Promise<void> {
    const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    try {
      for (let at = 0; at < buffer.byteLength; )
        at += (await this.#handle.write(buffer, at, buffer.byteLength - at)).bytesWritten;
    } catch (error) {
      throw unwritable(this.#name, error);
    }
    this.#bytes += buffer.byteLength;
  }

  /** Gives the file its name. */
  async commit(): Promise<void> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await checkFree(this.#name, this.#isReplacing);
      await rename(this.#temporary, this.#target);
    } catch (error) {
      throw unwritable(this.#name, error);
    }
    this.#isOver = true;
    process.off('exit', this.#remove);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    process.off('exit', this.#remove);
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true });
  }
}

/** Whether a file of that name is there; rejects where it is not to be written over. */
async function checkFree(name: string, isReplacing: boolean): Promise<boolean> {
  const found = await stat(name).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return false;
  if (!found.isFile()) throw new Error('it is no file');
  if (!isReplacing) throw new Error('it is there already (--force replaces it)');
  return true;
}
