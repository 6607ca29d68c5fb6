import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { limits } from '../../server/limits.ts';
import { httpStatuses } from '../../shared/problem.ts';
import { RequestSchema } from '../../shared/up.ts';

/** docs/HTTP.md against the code: tests run from `dist/test/http/`. */

const page = readFileSync(new URL('../../../docs/HTTP.md', import.meta.url), 'utf8');

/** Rows of the table with this head, each cell without back-quotes. */
function rows(head: string): string[][] {
  const [, table = ''] = page.split(`${head}\n`);
  const [body = ''] = table.split('\n\n');
  return body
    .split('\n')
    .slice(1)
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.replaceAll('`', '').trim()),
    );
}

test('the page gives each code its status', () => {
  expect(Object.fromEntries(rows('| code | status |'))).toEqual(
    Object.fromEntries(Object.entries(httpStatuses).map(([code, status]) => [code, String(status)])),
  );
});

test('the page gives each question its parameters', () => {
  for (const [path = '', question = '', parameters = ''] of rows('| path | question | parameters |')) {
    const t = /^\[(\w+)\]/.exec(question)?.[1];
    const schema = RequestSchema.def.options.find(({ shape }) => String(shape.t.def.values[0]) === t);
    const ofPath = [
      't',
      'id',
      ...(path.includes('/ID') ? ['account', 'accounts'] : []),
      ...(path.includes('/KEY') ? ['key'] : []),
    ];
    const fields = Object.keys(schema?.shape ?? {}).filter((field) => !ofPath.includes(field));
    const told = parameters.replace('(a seq or a time)', '').split(/\s+/);
    expect([path, told.sort()]).toEqual([path, fields.sort()]);
  }
});

test('the page tells the bounds that there are', () => {
  const count = (value: number): string => value.toLocaleString('en-US');
  expect(rows('| what | at most | beyond |').map(([what, most]) => [what, most])).toEqual([
    ['body', `${limits.bodyBytes / 2 ** 20} MiB, ${count(limits.bodyLines)} lines`],
    ['how long a request may take to come', `${limits.headersMs / 1e3} s`],
    ['all bodies being worked on', `${limits.bodiesBytes / 2 ** 20} MiB`],
    ['requests being answered', count(limits.httpRequests)],
    ['streams of all transactions', count(limits.exports)],
    ['connections, WebSockets and event streams', count(limits.connections)],
    ['commands of one body not yet answered', count(limits.bodyInflight)],
  ]);
});
