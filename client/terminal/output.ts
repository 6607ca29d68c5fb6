import { Socket } from 'node:net';
import { printableJson } from '../words/printable.ts';
import { type Paints, paints, wantsColour } from './format/paint.ts';
import { renderResult } from './render-result.ts';
import type { Result } from './result.ts';
import { resultObjects } from './result-json.ts';

/** A stream that the program writes to. */
export interface Sink {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Where results and problems go: results to stdout, as tables for a person or as NDJSON for a program;
 * what failed to stderr in words, and in NDJSON to stdout as well, so that each command has its line.
 */
export class Output {
  readonly json: boolean;
  readonly #stdout: Sink;
  readonly #isPipe: boolean;
  readonly #stderr: Sink;
  readonly #paints: Paints;
  readonly #problemPaints: Paints;

  constructor(
    streams: { readonly stdout: Sink; readonly stderr: Sink },
    env: NodeJS.ProcessEnv,
    json: boolean,
  ) {
    this.json = json || streams.stdout.isTTY !== true;
    this.#stdout = streams.stdout;
    this.#isPipe = streams.stdout.isTTY !== true && streams.stdout instanceof Socket;
    this.#stderr = streams.stderr;
    this.#paints = paints(wantsColour(streams.stdout, env));
    this.#problemPaints = paints(wantsColour(streams.stderr, env));
  }

  /** Shows one result; `line` is its number in a script. */
  result(result: Result, line?: number): void {
    if (result.kind === 'failure' || result.kind === 'note') {
      const where = line === undefined ? '' : `line ${line}: `;
      for (const text of renderResult(result, this.#problemPaints)) this.#stderr.write(`${where}${text}\n`);
    } else if (!this.json) {
      for (const text of renderResult(result, this.#paints)) this.#stdout.write(`${text}\n`);
    }
    if (this.json) this.objects(resultObjects(result, line));
  }

  /** Prints objects as NDJSON. */
  objects(objects: readonly object[]): void {
    for (const object of objects) this.#stdout.write(`${printableJson(object)}\n`);
  }

  /**
   * Writes something that means nothing, to learn of a reader that has gone: a space, which JSON allows
   * before the next object. Without it `florin watch | head -1` would stay until the next change.
   */
  probe(): void {
    if (this.#isPipe) this.#stdout.write(' ');
  }

  /** Says something beside the results, already printable. */
  remark(text: string): void {
    this.#stderr.write(`${text}\n`);
  }
}
