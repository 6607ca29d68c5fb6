import type { Word } from './split-words.ts';
import { isDate, isTimeOfDay } from './times.ts';

/** Takes the words of a line one after another. What is in quotes is a memo, or a value where one is due. */
export class WordReader {
  readonly #words: readonly Word[];
  #next = 0;

  constructor(words: readonly Word[]) {
    this.#words = words;
  }

  /** The next word, which stays; undefined at the end. */
  get ahead(): string | undefined {
    return this.#words[this.#next]?.text;
  }

  /** Whether the next word is in quotes for sure. */
  get isQuoted(): boolean {
    return this.#words[this.#next]?.quoted === true;
  }

  /** Takes the next word, but not what is in quotes for sure. */
  part(): string | undefined {
    return this.#words[this.#next]?.quoted === true ? undefined : this.value();
  }

  /** Takes the next word, in quotes or not. */
  value(): string | undefined {
    const text = this.ahead;
    if (text !== undefined) this.#next += 1;
    return text;
  }

  /** Takes the next word where it is one of these, in upper or lower case. */
  oneOf<Name extends string>(names: readonly Name[]): Name | undefined {
    const typed = this.#words[this.#next];
    if (typed === undefined || typed.quoted === true) return undefined;
    const name = names.find((each) => each.toLowerCase() === typed.text.toLowerCase());
    if (name !== undefined) this.#next += 1;
    return name;
  }

  /** Takes a time, of which the date and the time of day may be two words. */
  moment(): string | undefined {
    const text = this.value();
    if (text === undefined || !isDate(text) || !isTimeOfDay(this.ahead ?? '')) return text;
    return `${text}T${this.value()}`;
  }

  /** Takes the next word where it may be a memo: in quotes, or from a shell, which takes these away. */
  memo(): { readonly memo?: string } {
    const memo = (this.#words[this.#next]?.quoted ?? false) === false ? undefined : this.value();
    return memo === undefined ? {} : { memo };
  }
}
