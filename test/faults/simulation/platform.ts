import crypto, { webcrypto } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import net, { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import timers from 'node:timers/promises';
import { nanoid } from 'nanoid';
import type { Dice } from './dice.ts';
import type { EventLoop, Task } from './event-loop.ts';

/**
 * Puts a simulated platform in place of Node's: clocks, timers, randomness and TCP, for all that runs in this
 * process, product and libraries alike. Promises and ticks stay Node's: their order is fixed.
 */

/** What the platform of one run is made of. */
export interface Platform {
  readonly loop: EventLoop;
  readonly dice: Dice;
  listen(server: Server): void;
  unlisten(server: Server): void;
  connect(): Duplex;
}

let platform: Platform | undefined;

/** Milliseconds of the machine's own clock. */
const realMs = performance.now.bind(performance);
/** Whatever an address says: there is one hub. */
const hubAddress = { address: '127.0.0.1', family: 'IPv4', port: 7400 };
/** When every run begins, Unix milliseconds. */
const beganMs = Date.UTC(2026, 0, 31, 23, 59);

const immediateMsMax = 0.05;
/** What a look at the clock takes, and sometimes: long enough for whatever works in slices. */
const [lookMs, longLookMs, longLookChance] = [0.001, 2, 0.02];

/** Lets the platform of one run take effect; with `undefined` nothing is planned any more. */
export function usePlatform(used: Platform | undefined): void {
  platform = used;
  if (used !== undefined) forgetRandomBytes(used.dice);
}

/** What programs get of a timer. */
class Timer {
  task: Task | undefined;

  constructor(delayMs: number, label: string, run: () => void) {
    this.plan(delayMs, label, run);
  }

  plan(delayMs: number, label: string, run: () => void): void {
    this.task = platform?.loop.plan(platform.loop.current, delayMs, label, run);
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

type Run = (...args: unknown[]) => void;

/** Timers of Node wait a millisecond at least. */
function timeout(run: Run, ms = 1, ...args: unknown[]): Timer {
  return new Timer(Math.max(1, ms), 'timer', () => run(...args));
}

function interval(run: Run, ms = 1, ...args: unknown[]): Timer {
  const step = (): void => {
    timer.plan(ms, 'interval', step);
    run(...args);
  };
  const timer = new Timer(Math.max(1, ms), 'interval', step);
  return timer;
}

/** Those of one process run in their order, a moment after what made them. */
function immediate(run: Run, ...args: unknown[]): Timer {
  return new Timer(immediateMs(), 'immediate', () => run(...args));
}

function immediateMs(): number {
  if (platform === undefined) return 0;
  const { loop, dice } = platform;
  loop.current.lastImmediateMs = Math.max(
    loop.current.lastImmediateMs,
    loop.nowMs + dice.next() * immediateMsMax,
  );
  return loop.current.lastImmediateMs - loop.nowMs;
}

function clear(timer: unknown): void {
  if (timer instanceof Timer && timer.task !== undefined) platform?.loop.cancel(timer.task);
}

function passed<T>(ms: number, value: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = timeout(() => resolve(value), ms);
    signal?.addEventListener('abort', () => {
      clear(timer);
      reject(signal.reason);
    });
  });
}

/** Whoever looks at the clock takes time, and others may have the processor meanwhile. */
function monotonicMs(): number {
  if (platform === undefined) return realMs();
  const { loop, dice } = platform;
  loop.nowMs += dice.chance(longLookChance) ? dice.next() * longLookMs : lookMs;
  return loop.nowMs;
}

function wallMs(): number {
  if (platform === undefined) return beganMs;
  const { nowMs, current } = platform.loop;
  return Math.floor(beganMs + nowMs + current.clockAheadMs);
}

function random(): number {
  return platform?.dice.next() ?? 0;
}

function fill(bytes: Uint8Array): Uint8Array {
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Math.floor(random() * 256);
  return bytes;
}

/** `nanoid` keeps random bytes for later: takes them all, so that a run depends on nothing before it. */
function forgetRandomBytes(dice: Dice): void {
  let isFilled = false;
  Object.defineProperty(webcrypto, 'getRandomValues', {
    configurable: true,
    value: (bytes: Uint8Array) => {
      isFilled = true;
      for (let at = 0; at < bytes.length; at += 1) bytes[at] = dice.below(256);
      return bytes;
    },
  });
  while (!isFilled) nanoid(1);
}

/** A server listens without Node's own: nothing reaches it but what the simulated network brings. */
function listen(this: Server, _options: unknown, listening: () => void): Server {
  platform?.listen(this);
  immediate(listening);
  return this;
}

function closeServer(this: Server, closed?: () => void): Server {
  platform?.unlisten(this);
  if (closed !== undefined) immediate(closed);
  return this;
}

/** Once for the whole process. */
export function installPlatform(): void {
  Object.assign(globalThis, {
    setTimeout: timeout,
    setInterval: interval,
    setImmediate: immediate,
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  });
  Object.assign(timers, {
    setTimeout: passed,
    setImmediate: () => new Promise<void>((resolve) => immediate(() => resolve())),
  });
  Object.assign(crypto, {
    randomInt: (bound: number) => Math.floor(random() * bound),
    randomFillSync: fill,
    randomBytes: (size: number) => fill(Buffer.alloc(size)),
  });
  Object.defineProperty(performance, 'now', { configurable: true, value: monotonicMs });
  Object.assign(Date, { now: wallMs });
  Object.assign(Math, { random });
  Object.assign(net, {
    connect: () => {
      if (platform === undefined) throw new Error('nobody connects outside of a run');
      return platform.connect();
    },
  });
  Object.assign(Server.prototype, { listen, close: closeServer, address: () => hubAddress });
  syncBuiltinESMExports();
}
