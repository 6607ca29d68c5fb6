import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** A system call as `strace -f -xx` wrote it. */
export interface TracedCall {
  readonly name: string;
  readonly args: string;
  /** What it returned; `undefined` where the process ended first. */
  readonly result: number | undefined;
}

/** A call begins, or ends: on one line of the trace, or on two with those of other threads between. */
export interface TracedMoment {
  readonly call: TracedCall;
  readonly edge: 'begin' | 'end';
}

const unfinishedMark = ' <unfinished ...>';

/** Reads a trace: beginnings and ends in the order in which they came. */
export async function readTrace(file: string): Promise<TracedMoment[]> {
  const moments: { edge: 'begin' | 'end'; call: Open }[] = [];
  const open = new Map<string, Open>();
  for await (const line of createInterface({ input: createReadStream(file, 'latin1') })) {
    const space = line.indexOf(' ');
    const thread = line.slice(0, space);
    const text = line.slice(space).trimStart();
    const resumed = /^<\.\.\. \w+ resumed>/.exec(text);
    if (resumed !== null) {
      const call = open.get(thread);
      open.delete(thread);
      if (call === undefined) continue;
      call.finish(text.slice(resumed[0].length));
      moments.push({ edge: 'end', call });
    } else if (/^\w+\(/.test(text)) {
      const isWhole = !text.endsWith(unfinishedMark);
      const call = new Open(isWhole ? text : text.slice(0, -unfinishedMark.length));
      moments.push({ edge: 'begin', call });
      if (isWhole) {
        call.finish('');
        moments.push({ edge: 'end', call });
      } else open.set(thread, call);
    }
  }
  return moments;
}

class Open implements TracedCall {
  readonly name: string;
  args: string;
  result: number | undefined;

  constructor(text: string) {
    const bracket = text.indexOf('(');
    this.name = text.slice(0, bracket);
    this.args = text.slice(bracket + 1);
  }

  /** Takes the rest of its line, and parts arguments from the result. */
  finish(rest: string): void {
    const text = this.args + rest;
    const at = text.lastIndexOf(' = ');
    this.args = text.slice(0, text.lastIndexOf(')', at));
    this.result = at < 0 ? undefined : Number.parseInt(text.slice(at + 3), 10);
    if (Number.isNaN(this.result)) this.result = undefined;
  }
}

/** All texts among the arguments of a call, joined: the bytes that it was given. */
export function bytesOf({ args }: TracedCall): Buffer {
  const quoted = args.match(/"[^"]*"/g) ?? [];
  return Buffer.concat(quoted.map(unhexed));
}

/** The nth text among the arguments of a call: a name. */
export function nameOf({ args }: TracedCall, nth = 0): string {
  return unhexed(args.match(/"[^"]*"/g)?.[nth] ?? '').toString();
}

function unhexed(quoted: string): Buffer {
  return Buffer.from(quoted.slice(1, -1).replaceAll('\\x', ''), 'hex');
}

/** The descriptor that is the first argument of a call. */
export function descriptorOf({ args }: TracedCall): number {
  return Number.parseInt(args, 10);
}

/** The last argument of a call: a length or an offset. */
export function lastNumberOf({ args }: TracedCall): number {
  return Number(args.slice(args.lastIndexOf(',') + 1));
}
