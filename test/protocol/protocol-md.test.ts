import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { examples, rows } from '../../server/http/documents/protocol-page.ts';
import { decodeFrame } from '../../shared/codec.ts';
import { closeCodes, errorCodes } from '../../shared/codes.ts';
import { CommandSchema } from '../../shared/commands.ts';
import { LimitsSchema, MessageSchema } from '../../shared/down.ts';
import * as bounds from '../../shared/limits.ts';
import { closeMeanings, errorMeanings } from '../../shared/meanings.ts';
import { RulesSchema } from '../../shared/rules.ts';
import {
  AccountStateSchema,
  LedgerTrialSchema,
  LegSchema,
  OpenHoldSchema,
  StatementEntrySchema,
  TransactionSchema,
} from '../../shared/transaction.ts';
import { RequestSchema } from '../../shared/up.ts';
import { SinceSchema } from '../../shared/watching.ts';
import { documentedCodes, fields, messagesOf, pageText, section, sections } from './protocol-md.ts';

interface ObjectSchema {
  readonly shape: Readonly<Record<string, z.core.$ZodType>>;
}

/** Names of a schema's fields, `?` behind those that may be left out. */
function fieldsOf({ shape }: ObjectSchema): string[] {
  return Object.entries(shape).map(([name, type]) =>
    z.safeParse(type, undefined).success ? `${name}?` : name,
  );
}

function typeOf(schema: {
  readonly shape: { readonly t: { readonly def: { readonly values: readonly string[] } } };
}): string {
  return schema.shape.t.def.values[0] ?? '';
}

const requests = RequestSchema.def.options.map((schema) => ({ t: typeOf(schema), schema }));
const commands = new Set(CommandSchema.def.options.map(typeOf));
const messages = MessageSchema.def.options.map((schema) => ({ t: typeOf(schema), schema }));

test('the page describes the requests that the schemas know, and no others', () => {
  expect(messagesOf('Requests').sort()).toEqual(requests.map(({ t }) => t).sort());
});

test('the page describes the messages from the hub that the schemas know, and no others', () => {
  expect(messagesOf('Messages from the hub').sort()).toEqual(messages.map(({ t }) => t).sort());
});

test.each(requests)('the page gives the request $t its fields', ({ t, schema }) => {
  const common = [
    ...fields(section('Fields of every request')),
    ...(commands.has(t) ? fields(section('Fields of every command')) : []),
  ];
  expect([...common, ...fields(section(t, 'Requests'))].sort()).toEqual(fieldsOf(schema).sort());
});

test.each(messages)('the page gives the message $t its fields', ({ t, schema }) => {
  expect(fields(section(t, 'Messages from the hub')).sort()).toEqual(fieldsOf(schema).sort());
});

const fixedRules = RulesSchema.def.options.find(({ shape }) => shape.kind.def.values[0] === 'fixed');

test.each<[string, ObjectSchema | undefined]>([
  ['Transaction', TransactionSchema],
  ['Leg', LegSchema],
  ['Account state', AccountStateSchema],
  ['Statement entry', StatementEntrySchema],
  ['Open hold', OpenHoldSchema],
  ['Ledger trial', LedgerTrialSchema],
  ['Rules of a ledger', fixedRules],
  ['Since', SinceSchema],
  ['Limits', LimitsSchema],
])('the page gives the shape %s its fields', (title, schema) => {
  if (schema === undefined) throw new Error(`${title} has no schema`);
  expect(fields(section(title, 'Shapes')).sort()).toEqual(fieldsOf(schema).sort());
});

test('the page lists the kinds of rules', () => {
  const [[, , meaning = ''] = []] = rows(section('Rules of a ledger'));
  for (const { shape } of RulesSchema.def.options) expect(meaning).toContain(shape.kind.def.values[0]);
});

test('the table of error codes is that of the schemas (R53)', () => {
  const yesNo = (is: boolean): string => (is ? 'yes' : 'no');
  expect(rows(section('Error codes'))).toEqual(
    Object.entries(errorCodes).map(([code, { retryable, frozen }]) => [
      code,
      yesNo(retryable),
      yesNo(frozen),
      Object.entries(errorMeanings).find(([name]) => name === code)?.[1],
    ]),
  );
});

test('the table of close codes is that of the schemas (R95)', () => {
  expect(rows(section('Close codes'))).toEqual(
    Object.entries(closeCodes).map(([name, { code, reconnect }]) => [
      String(code),
      reconnect ? 'yes' : 'no',
      Object.entries(closeMeanings).find(([named]) => named === name)?.[1],
    ]),
  );
});

test('the table of bounds is that of the code', () => {
  const named = Object.entries(bounds).filter(([name]) => /(?:Max|Default)$/.test(name));
  expect(rows(section('Bounds')).map(([name, value]) => [name, Number(value)])).toEqual(named);
});

test.each(requests)('the codes that the page gives the request $t exist, each named once', ({ t }) => {
  const codes = documentedCodes(t);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(Object.keys(errorCodes)).toContain(code);
});

test('the check order names every code that a command can meet (R60)', () => {
  const ordered = rows(section('Check order')).flatMap(([, , codes = '']) => codes.split(', '));
  for (const t of commands) for (const code of documentedCodes(t)) expect(ordered).toContain(code);
});

test.each([...requests, ...messages].map(({ t }) => t))('the page shows an example of %s', (t) => {
  const shown = sections.filter(({ path }) => path[2] === t).flatMap(examples);
  expect(shown.flatMap((example) => example.messages).join('\n')).toContain(`{"t":"${t}"`);
});

const allExamples = sections.flatMap((each) =>
  examples(each).map((example) => ({ ...example, title: each.path.join(' › ') })),
);

test.each(allExamples)(
  'what the page shows under "$title" can be sent as it stands',
  ({ direction, messages }) => {
    if (direction === 'client') {
      for (const decoded of decodeFrame(messages.join('\n'))) expect(decoded).toMatchObject({ ok: true });
      return;
    }
    expect(direction).toBe('hub');
    for (const text of messages) {
      const message: unknown = JSON.parse(text);
      // A message keeps unknown fields out of the parsed value, so a misspelt one would show.
      expect(MessageSchema.parse(message)).toEqual(message);
      expect(JSON.stringify(message)).toBe(text);
    }
  },
);

const ruleNumbers = [...pageText.matchAll(/^- \*\*R(\d+)\*\* /gm)].map(([, number]) => Number(number));

test('the rules are numbered upwards, each number used once', () => {
  expect(ruleNumbers.length).toBeGreaterThan(60);
  expect(ruleNumbers).toEqual([...new Set(ruleNumbers)].sort((a, b) => a - b));
});

test('every rule that the page or a test names exists', () => {
  const root = new URL('../', import.meta.url);
  const tests = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => readFileSync(new URL(file, root), 'utf8'));
  const cited = [pageText, ...tests].flatMap((text) => [
    ...text.matchAll(/(?<=[( ]|to |and )R(\d+)(?=[),. ])/g),
  ]);
  expect(cited.length).toBeGreaterThan(100);
  for (const [text, number] of cited) expect(ruleNumbers, text).toContain(Number(number));
});

test('links within the page lead somewhere', () => {
  const anchors = sections.map(({ path }) => (path.at(-1) ?? '').toLowerCase().replaceAll(' ', '-'));
  const links = [...pageText.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) expect(anchors).toContain(link);
});
