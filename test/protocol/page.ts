import { readFileSync } from 'node:fs';

/** docs/PROTOCOL.md as a program reads it: tests run from `dist/test/protocol/`. */

/** What stands under one heading, up to the next heading of any level. */
export interface Section {
  /** The headings above it and its own, from the top down, without back-quotes. */
  readonly path: readonly string[];
  readonly lines: readonly string[];
}

export interface Example {
  readonly direction: string;
  /** One JSON text each. */
  readonly messages: readonly string[];
}

export const pageText = readFileSync(new URL('../../../docs/PROTOCOL.md', import.meta.url), 'utf8');

export const sections: readonly Section[] = readSections(pageText);

function readSections(text: string): Section[] {
  const found: { path: string[]; lines: string[] }[] = [];
  const path: string[] = [];
  for (const line of text.split('\n')) {
    const heading = /^(#{1,3}) (.+)$/.exec(line);
    if (heading === null) {
      found.at(-1)?.lines.push(line);
      continue;
    }
    const [, marks = '', title = ''] = heading;
    path.length = marks.length - 1;
    path.push(title.replaceAll('`', ''));
    found.push({ path: [...path], lines: [] });
  }
  return found;
}

/** The section with this title, below a chapter where one is named. Throws where there is none or more. */
export function section(title: string, chapter?: string): Section {
  const named = sections.filter(
    ({ path }) => path.at(-1) === title && (chapter === undefined || path[0] === chapter),
  );
  const [only] = named;
  if (only === undefined || named.length > 1) throw new Error(`${named.length} sections are named ${title}`);
  return only;
}

/** Messages of a chapter: sections three levels down, without those that describe fields of several. */
export function messagesOf(chapter: string): string[] {
  return sections
    .map(({ path }) => path)
    .filter((path) => path[0] === chapter && path.length === 3)
    .map((path) => path[2] ?? '')
    .filter((title) => !title.startsWith('Fields of'));
}

/** Rows of a section's table without its head, each cell without back-quotes. */
export function rows({ lines }: Section): string[][] {
  return lines
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

/** Fields that a section's table names, `?` behind those that may be left out. */
export function fields(of: Section): string[] {
  return rows(of).map(([field = '']) => field);
}

/** Codes that a request can be refused with beside those of every request. */
export function documentedCodes(request: string): string[] {
  const line = section(request, 'Requests').lines.find((text) => text.startsWith('Codes: '));
  if (line === undefined) throw new Error(`${request} has no line of codes`);
  return [...line.matchAll(/`([a-z_]+)`/g)].map(([, code = '']) => code);
}

/** The JSON examples of a section. */
export function examples({ lines }: Section): Example[] {
  const blocks = lines.join('\n').matchAll(/```json ?(\w*)\n(.*?)\n```/gs);
  return [...blocks].map(([, direction = '', text = '']) => ({ direction, messages: text.split('\n') }));
}
