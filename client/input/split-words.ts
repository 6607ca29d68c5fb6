/** A word of an input line. Quotes mark a memo, and keep its spaces; a shell takes them, so that none can tell. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean | 'perhaps';
}

const word = /"([^"]*)"|'([^']*)'|“([^”]*)”|(\S+)/gu;
const openingQuote = /^["'“]/u;

/** The words of a line; `undefined` where a quote is not closed. */
export function splitWords(line: string): readonly Word[] | undefined {
  const words: Word[] = [];
  for (const [, double, single, curly, plain] of line.matchAll(word)) {
    if (plain !== undefined && openingQuote.test(plain)) return undefined;
    const quoted = double ?? single ?? curly;
    words.push({ text: quoted ?? plain ?? '', quoted: quoted !== undefined });
  }
  return words;
}
