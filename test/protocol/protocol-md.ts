import { readFileSync } from 'node:fs';
import { codesOf, readSections, rows, type Section } from '../../server/http/documents/protocol-page.ts';

/** docs/PROTOCOL.md for the tests, which run from `dist/test/protocol/`. */

export const pageText = readFileSync(new URL('../../../docs/PROTOCOL.md', import.meta.url), 'utf8');

export const sections: readonly Section[] = readSections(pageText);

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

/** Fields that a section's table names, `?` behind those that may be left out. */
export function fields(of: Section): string[] {
  return rows(of).map(([field = '']) => field);
}

/** Codes that a request can be refused with beside those of every request. */
export function documentedCodes(request: string): string[] {
  const codes = codesOf(section(request, 'Requests'));
  if (codes === undefined) throw new Error(`${request} has no line of codes`);
  return codes;
}
