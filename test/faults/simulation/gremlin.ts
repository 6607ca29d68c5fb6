import type { Dice } from './dice.ts';
import type { DiskFaults } from './disk.ts';
import type { EventLoop, Process } from './event-loop.ts';
import type { Machine } from './machine.ts';
import { breaks, type Network } from './network.ts';
import type { Plan } from './plan.ts';

export interface GremlinParts {
  readonly loop: EventLoop;
  readonly dice: Dice;
  readonly plan: Plan;
  readonly network: Network;
  readonly machine: Machine;
  readonly disk: DiskFaults;
  readonly clients: readonly Process[];
}

/** Does harm while the world is bad. */
export class Gremlin {
  readonly #parts: GremlinParts;
  readonly #world: Process;
  #isOver = false;
  #isClockSetBack = false;

  constructor(parts: GremlinParts) {
    this.#parts = parts;
    this.#world = parts.loop.current;
  }

  /** Whether any process had its clock set back. */
  get isClockSetBack(): boolean {
    return this.#isClockSetBack;
  }

  begin(): void {
    const { plan, disk, network, machine, dice, loop } = this.#parts;
    disk.isBad = true;
    this.#nowAndThen('cut', plan.cutEveryMs, () => {
      const connection = dice.any(network.connections);
      if (connection !== undefined) network.cut(connection, dice.pick(breaks));
    });
    this.#nowAndThen('clog', plan.clogEveryMs, () => {
      const connection = dice.any(network.connections);
      const lane = dice.chance(0.7) ? connection?.toClient : connection?.toHub;
      lane?.clog(loop.nowMs + dice.wait(2_000));
    });
    this.#nowAndThen('part', plan.partEveryMs, () => {
      network.partedUntilMs = loop.nowMs + dice.wait(3_000);
      for (const connection of network.connections) network.cut(connection, 'nobody hears');
    });
    this.#nowAndThen('kill', plan.killEveryMs, () => machine.kill(dice.pick(['killed', 'power cut'])));
    this.#nowAndThen('stop', plan.stopEveryMs, () => machine.stop());
    this.#nowAndThen('sync', plan.killEveryMs, () => machine.syncViews());
    this.#nowAndThen('full', plan.refusedChance > 0 ? plan.badMs / 2 : Infinity, () => {
      disk.isFullUntilMs = loop.nowMs + dice.wait(500);
    });
    this.#nowAndThen('stall', plan.stallEveryMs, () => {
      const process = dice.any(this.#processes());
      if (process !== undefined) process.stallsUntilMs = loop.nowMs + dice.wait(1_000);
    });
    this.#nowAndThen('clock', plan.clockEveryMs, () => {
      const aheadMs = dice.pick([-600_000, -5_000, -50, 50, 5_000, 600_000, 86_400_000]);
      const process = dice.any(this.#processes());
      if (process !== undefined) process.clockAheadMs += aheadMs;
      if (aheadMs < 0) this.#isClockSetBack = true;
    });
  }

  /** From now on nothing goes wrong any more; what went wrong is for the hub and its clients to mend. */
  end(): void {
    const { disk, network } = this.#parts;
    this.#isOver = true;
    disk.isBad = false;
    disk.isFullUntilMs = 0;
    network.partedUntilMs = 0;
  }

  #nowAndThen(label: string, everyMs: number, harm: () => void): void {
    if (everyMs === Infinity) return;
    const { loop, dice } = this.#parts;
    loop.plan(this.#world, dice.wait(everyMs), label, () => {
      if (this.#isOver) return;
      harm();
      this.#nowAndThen(label, everyMs, harm);
    });
  }

  #processes(): Process[] {
    const hub = this.#parts.machine.process;
    return hub === undefined ? [...this.#parts.clients] : [...this.#parts.clients, hub, hub];
  }
}
