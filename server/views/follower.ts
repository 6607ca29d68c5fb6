import { setImmediate, setTimeout } from 'node:timers/promises';
import { DataError } from '../data-error.ts';
import type { Commit, JournalReader } from '../journal/journal.ts';
import { primaryCode } from '../sqlite-errors.ts';
import type { Projector } from './projector.ts';

/** Characters of records that one transaction projects before it lets queries in. */
const chunkChars = 8 * 1024 * 1024;
/** Commits read from the journal at once: what that takes of memory is bounded by a commit's size. */
const commitsPerRead = 8;
/** Pause before a projection that found the disk full is tried again. */
const fullPauseMs = 1_000;

interface FollowerEvents {
  /** The views hold this commit now; the journal is known to have `target`. */
  readonly advanced: (at: number, target: number) => void;
  /** It follows no more. */
  readonly failed: (error: unknown) => void;
}

interface Waiting {
  readonly commit: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Keeps the views up with the journal, and queries waiting for the commit that they name. */
export class Follower {
  readonly #projector: Projector;
  readonly #journal: JournalReader;
  readonly #journalFile: string;
  readonly #events: FollowerEvents;
  readonly #ending = new AbortController();
  #at: number;
  /** The newest commit that the journal is known to have. */
  #target: number;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #ended: Error | undefined;

  constructor(projector: Projector, journal: JournalReader, journalFile: string, events: FollowerEvents) {
    this.#projector = projector;
    this.#journal = journal;
    this.#journalFile = journalFile;
    this.#events = events;
    this.#at = projector.books.place.number;
    this.#target = this.#at;
  }

  /** Number of the newest commit that the views hold. */
  get at(): number {
    return this.#at;
  }

  /** The journal has this commit. */
  follow(commit: number): void {
    this.#target = Math.max(this.#target, commit);
    if (this.#at < this.#target && this.#ended === undefined) this.#running ??= this.#run();
  }

  /** Resolves once the views hold the commit. */
  async reach(commit: number): Promise<void> {
    if (this.#ended !== undefined) throw this.#ended;
    if (this.#at >= commit) return;
    this.follow(commit);
    await new Promise<void>((resolve, reject) => this.#waiting.push({ commit, resolve, reject }));
  }

  /** Follows no more, and rejects what waits with this error. Resolves when the projector is at rest. */
  async end(error: Error): Promise<void> {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
    this.#ending.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#at < this.#target && this.#ended === undefined) {
        const commits = await this.#nextCommits();
        if (this.#ended !== undefined) return;
        if (this.#project(commits)) this.#advanced(this.#projector.books.place.number);
        else await setTimeout(fullPauseMs, undefined, { signal: this.#ending.signal });
        // Queries come in between.
        await setImmediate();
      }
    } catch (error) {
      if (this.#ended === undefined) this.#events.failed(error);
    } finally {
      this.#running = undefined;
    }
  }

  async #nextCommits(): Promise<Commit[]> {
    const commits: Commit[] = [];
    for (let from = this.#at, chars = 0; from < this.#target && chars < chunkChars; ) {
      const read = await this.#journal.read(from, Math.min(commitsPerRead, this.#target - from));
      if (read.length === 0) {
        throw new DataError(this.#journalFile, `has lost commit ${from + 1}`, 'Restore it from a backup.');
      }
      for (const { records } of read) chars += records.length;
      commits.push(...read);
      from += read.length;
    }
    return commits;
  }

  /** Whether the commits could be projected: not while the disk is full. */
  #project(commits: readonly Commit[]): boolean {
    try {
      this.#projector.project(commits);
      return true;
    } catch (error) {
      if (primaryCode(error) !== 'SQLITE_FULL') throw error;
      this.#projector.recover();
      return false;
    }
  }

  #advanced(at: number): void {
    this.#at = at;
    this.#events.advanced(at, this.#target);
    const reached = this.#waiting.filter(({ commit }) => commit <= at);
    this.#waiting = this.#waiting.filter(({ commit }) => commit > at);
    for (const { resolve } of reached) resolve();
  }
}
