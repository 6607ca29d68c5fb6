import { readFileSync } from 'node:fs';
import { cells, codesOf, examples, firstParagraph, readSections, type Section } from './protocol-page.ts';

/**
 * The words of docs/PROTOCOL.md for the documents that the hub serves, so that they are written once. Where that
 * file was not shipped the documents have shapes and no words.
 */

/** Where the readable page stands; what it tells of has its name as the anchor. */
export const docsPath = '/docs';

const sections = readSections(pageText());

function pageText(): string {
  try {
    return readFileSync(new URL('../../../../docs/PROTOCOL.md', import.meta.url), 'utf8');
  } catch {
    return '';
  }
}

export interface Words {
  /** One plain sentence; '' where there is none. */
  readonly summary: string;
  /** Markdown. */
  readonly description: string;
  /** Messages as the page shows them. */
  readonly examples: readonly unknown[];
  /** Codes that it can be refused with beside those of every request. */
  readonly codes: readonly string[];
}

export function requestWords(t: string): Words {
  return wordsOf(sectionOf('Requests', t), t);
}

export function messageWords(t: string): Words {
  return wordsOf(sectionOf('Messages from the hub', t), t);
}

export interface Rule {
  /** Such as `R12`. */
  readonly name: string;
  readonly text: string;
}
export interface Chapter {
  readonly title: string;
  readonly rules: readonly Rule[];
}

/** The numbered rules, as Markdown without tables. */
export function rules(): Chapter[] {
  return sections
    .filter(({ path }) => path[0] === 'Rules' && path.length === 2)
    .map(({ path, lines }) => ({ title: path[1] ?? '', rules: rulesOf(lines) }));
}

/**
 * What the fields of a schema mean, by their names: of a request or message as its section says, of a shape as the
 * section with its name does.
 */
export function fieldMeanings(
  name: string,
  { request, message }: { readonly request?: string; readonly message?: string },
): ReadonlyMap<string, string> {
  const found =
    request !== undefined
      ? [...commonSections, sectionOf('Requests', request)]
      : [message === undefined ? shapes.get(name) : sectionOf('Messages from the hub', message)];
  return new Map(
    found
      .filter((section) => section !== undefined)
      .flatMap(cells)
      .map(([field = '', , meaning = '']) => [field.replaceAll(/[`?]/g, ''), linked(meaning)]),
  );
}

const commonSections = ['Fields of every request', 'Fields of every command'].map((title) =>
  sections.find(({ path }) => path.at(-1) === title),
);

/** By the names of their schemas: `Account state` is AccountState, `Rules of a ledger` is Rules. */
const shapes = new Map(
  sections
    .filter(({ path }) => path[0] === 'Shapes' && path.length === 3)
    .map((section) => [schemaName(section.path[2] ?? ''), section]),
);

function schemaName(title: string): string {
  return title.replace(/ of .*/, '').replaceAll(/ ([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function sectionOf(chapter: string, title: string): Section | undefined {
  return sections.find(({ path }) => path[0] === chapter && path[2] === title);
}

function wordsOf(section: Section | undefined, t: string): Words {
  if (section === undefined) return { summary: '', description: '', examples: [], codes: [] };
  const paragraph = firstParagraph(section);
  const messages = examples(section).flatMap((example) => example.messages);
  return {
    summary: (/^.*?\.(?= |$)/.exec(paragraph)?.[0] ?? paragraph).replaceAll(/ \(R\d+\)|`/g, ''),
    description: linked(paragraph),
    examples: messages
      .filter((text) => text.startsWith(`{"t":"${t}"`))
      .map((text): unknown => JSON.parse(text)),
    codes: codesOf(section) ?? [],
  };
}

function rulesOf(lines: readonly string[]): Rule[] {
  const found: { name: string; text: string }[] = [];
  for (const line of lines) {
    const [, name, text = ''] = /^- \*\*(R\d+)\*\* (.*)/.exec(line) ?? [];
    if (name !== undefined) found.push({ name, text });
    else if (line.startsWith('  ')) {
      const last = found.at(-1);
      if (last !== undefined) last.text += ` ${line.trim()}`;
    }
  }
  return found.map(({ name, text }) => ({ name, text: linked(text) }));
}

/** Markdown whose links lead to the readable page, and whose rule numbers are such links. */
function linked(markdown: string): string {
  return markdown
    .replaceAll(/\]\(#([^)]+)\)/g, (_, anchor: string) => `](${docsPath}#${anchorOf(anchor)})`)
    .replaceAll(/\bR\d+\b/g, (rule) => `[${rule}](${docsPath}#${rule})`);
}

/** Shapes have the names of their schemas on the readable page, everything else the page's own. */
function anchorOf(anchor: string): string {
  const title = anchor.charAt(0).toUpperCase() + anchor.slice(1).replaceAll('-', ' ');
  return shapes.has(schemaName(title)) ? schemaName(title) : anchor;
}
