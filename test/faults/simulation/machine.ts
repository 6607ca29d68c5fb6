import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { Hub } from '../../../server/hub.ts';
import { limits } from '../../../server/limits.ts';
import type { Dice } from './dice.ts';
import { DiskJournal, type DiskParts } from './disk.ts';
import { Process } from './event-loop.ts';
import { openFarViews } from './far-views.ts';
import type { Network } from './network.ts';
import type { Problems } from './problems.ts';

const log = pino({ level: 'silent' });

export interface MachineParts extends Omit<DiskParts, 'dice'> {
  readonly journalDice: Dice;
  readonly viewsDice: Dice;
  readonly faultDice: Dice;
  readonly network: Network;
  readonly problems: Problems;
  /** For the views' files, where they are kept. */
  readonly folder: string;
}

type Running = { readonly process: Process; readonly viewsFile: string | undefined; hub: Hub | undefined };

/** The machine that the hub runs on: starts it, and starts it again whenever it has ended. */
export class Machine {
  readonly #parts: MachineParts;
  readonly #world: Process;
  #running: Running | undefined;
  #starts = 0;
  #clockAheadMs = 0;
  #viewsFile: string | undefined;
  #kept: string | undefined;

  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.#world = parts.loop.current;
  }

  get starts(): number {
    return this.#starts;
  }

  /** The process of the hub that runs. */
  get process(): Process | undefined {
    return this.#running?.process;
  }

  /** Begins the next process of the hub. */
  start(): void {
    const { loop } = this.#parts;
    this.#starts += 1;
    const process = new Process(`hub-${this.#starts}`);
    process.clockAheadMs = this.#clockAheadMs;
    const running: Running = { process, viewsFile: this.#viewsFileOf(), hub: undefined };
    this.#running = running;
    loop.plan(process, 0, 'start', () => {
      this.#run(running).catch(() => this.#died(running));
    });
  }

  /** Ends the process at once. */
  kill(how: 'killed' | 'power cut'): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#end(running, how);
    if (how === 'power cut') this.#loseNewestViews(running);
    this.#startLater();
  }

  /** Asks it to stop, and kills it where that takes too long. */
  stop(): void {
    const running = this.#running;
    if (running?.hub === undefined) return;
    const { loop } = this.#parts;
    loop.plan(running.process, limits.stopWithinMs, 'stop late', () => this.#died(running));
    loop.plan(running.process, 0, 'stop', () => {
      running.hub?.stop().then(
        () => this.#died(running),
        (error: unknown) => this.#parts.problems.add(`a hub did not stop: ${String(error)}`),
      );
    });
  }

  /** What a later power cut leaves of the views. */
  syncViews(): void {
    const file = this.#running?.viewsFile;
    if (file === undefined || !existsSync(file)) return;
    this.#kept = join(this.#parts.folder, 'kept');
    copyViews(file, this.#kept);
  }

  async #run(running: Running): Promise<void> {
    const { loop, plan, viewsDice, journalDice } = this.#parts;
    const journal = new DiskJournal({ ...this.#parts, dice: journalDice });
    const { viewsFile } = running;
    const views = await openFarViews(
      { journal, recentMax: limits.recentTransactions, ...(viewsFile === undefined ? {} : { viewsFile }) },
      loop,
      viewsDice,
      plan.viewsMs,
    );
    const broken = (): void => this.#died(running);
    running.hub = await Hub.start({ host: '127.0.0.1', port: 0, demo: true }, journal, views, log, broken);
  }

  /** It has ended by itself. */
  #died(running: Running): void {
    if (this.#running !== running) return;
    this.#end(running, 'killed');
    this.#startLater();
  }

  #end(running: Running, how: 'killed' | 'power cut'): void {
    const { network } = this.#parts;
    running.process.isAlive = false;
    this.#clockAheadMs = running.process.clockAheadMs;
    this.#running = undefined;
    network.gone(running.process, how);
  }

  #startLater(): void {
    const { loop, faultDice } = this.#parts;
    loop.plan(this.#world, faultDice.wait(restartMs), 'restart', () => {
      if (this.#running === undefined) this.start();
    });
  }

  /** A name of its own for every process: nothing closes the files of one that was killed. */
  #viewsFileOf(): string | undefined {
    if (!this.#parts.plan.hasViewsFile) return undefined;
    const before = this.#viewsFile;
    this.#viewsFile = join(this.#parts.folder, `views-${this.#starts}`);
    if (before !== undefined && existsSync(before)) copyViews(before, this.#viewsFile);
    return this.#viewsFile;
  }

  #loseNewestViews({ viewsFile }: Running): void {
    if (viewsFile === undefined) return;
    if (this.#kept === undefined) this.#viewsFile = undefined;
    else this.#viewsFile = this.#kept;
  }
}

const restartMs = 300;

function copyViews(from: string, to: string): void {
  for (const suffix of ['', '-wal']) {
    rmSync(to + suffix, { force: true });
    if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix);
  }
}
