/** A document like docs/PROTOCOL.md as a program reads it. */

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

export function readSections(text: string): Section[] {
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

/** Rows of a section's table without its head, cell by cell, as written. */
export function cells({ lines }: Section): string[][] {
  return lines
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** As {@link cells}, without back-quotes. */
export function rows(section: Section): string[][] {
  return cells(section).map((row) => row.map((cell) => cell.replaceAll('`', '')));
}

/** Codes that a request can be refused with beside those of every request; `undefined` where no line gives them. */
export function codesOf({ lines }: Section): string[] | undefined {
  const line = lines.find((text) => text.startsWith('Codes: '));
  return line === undefined ? undefined : [...line.matchAll(/`([a-z_]+)`/g)].map(([, code = '']) => code);
}

/** The JSON examples of a section. */
export function examples({ lines }: Section): Example[] {
  const blocks = lines.join('\n').matchAll(/```json ?(\w*)\n(.*?)\n```/gs);
  return [...blocks].map(([, direction = '', text = '']) => ({ direction, messages: text.split('\n') }));
}

/** The first paragraph of a section as one line; '' where it has none. */
export function firstParagraph({ lines }: Section): string {
  const from = lines.findIndex((line) => line !== '');
  const to = lines.indexOf('', from);
  return from < 0 ? '' : lines.slice(from, to < 0 ? undefined : to).join(' ');
}
