/** Colours a piece of text, or leaves it as it is. */
export type Paint = (text: string) => string;

export interface Paints {
  readonly gain: Paint;
  readonly loss: Paint;
  readonly problem: Paint;
  readonly bold: Paint;
  readonly dim: Paint;
}

/** Terminal colours by the ANSI SGR codes, or none at all. */
export function paints(coloured: boolean): Paints {
  const sgr = (open: number, close: number): Paint =>
    coloured ? (text) => `\u001b[${open}m${text}\u001b[${close}m` : (text) => text;
  return {
    gain: sgr(32, 39),
    loss: sgr(31, 39),
    problem: sgr(31, 39),
    bold: sgr(1, 22),
    dim: sgr(2, 22),
  };
}

/** A stream as far as colour goes. */
interface ColourTarget {
  readonly isTTY?: boolean;
}

/** Whether to colour what goes to a stream: terminals only, and not where NO_COLOR asks for none (no-color.org). */
export function wantsColour({ isTTY }: ColourTarget, env: NodeJS.ProcessEnv): boolean {
  return isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}
