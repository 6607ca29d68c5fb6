import asyncApiSpecs from '@asyncapi/specs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { apiRoutes } from '../../server/http/documents/api-routes.ts';
import { asyncApi } from '../../server/http/documents/asyncapi.ts';
import { curlExamples } from '../../server/http/documents/curl-examples.ts';
import { openApi } from '../../server/http/documents/openapi.ts';
import { examples } from '../../server/http/documents/protocol-page.ts';
import { repliesOf } from '../../server/http/documents/replies-of.ts';
import { decodeRequest } from '../../shared/decode-request.ts';
import * as protocol from '../../shared/protocol.ts';
import { malformed } from '../protocol/malformed.ts';
import { section, sections } from '../protocol/protocol-md.ts';
import { anyRequest } from '../protocol/requests.ts';
import { type RawResponse, rawRequest } from '../support/raw-request.ts';
import { runs } from '../support/runs.ts';
import { ServerProcess } from '../support/server-process.ts';

/** `/openapi.json`, `/asyncapi.json` and `/docs`: what the hub tells of itself. */

const hub = await ServerProcess.start();
afterAll(() => hub[Symbol.asyncDispose]());

function ask(path: string): Promise<RawResponse> {
  return rawRequest(hub.pageUrl, path);
}

const documents = { 'openapi.json': openApi(), 'asyncapi.json': asyncApi() };

/** The schemas of a document as a program would compile them; `Request` says whether a value is one. */
function compiled(document: keyof typeof documents): (name: string) => (value: unknown) => boolean {
  const options = { allowUnionTypes: true, strictRequired: false, strictTypes: false } as const;
  const ajv = document === 'openapi.json' ? new Ajv2020(options) : new Ajv(options);
  addFormats.default(ajv);
  ajv.addKeyword('components');
  ajv.addSchema({ $id: 'document', components: documents[document].components });
  return (name) => {
    const validate = ajv.compile({ $ref: `document#/components/schemas/${name}` });
    return (value) => validate(value);
  };
}

const dialects = (['openapi.json', 'asyncapi.json'] as const).map((name) => ({ name }));

test('the OpenAPI document is one, by the schema of OpenAPI 3.1', async () => {
  const validator = new Validator();
  const result = await validator.validate(JSON.parse(JSON.stringify(documents['openapi.json'])));
  expect(result).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('the AsyncAPI document is one, by the schema of AsyncAPI 3.0', () => {
  // It brings the schema of JSON Schema with it.
  const ajv = new Ajv({ meta: false, validateSchema: false, strict: false, logger: false });
  addFormats.default(ajv);
  const validate = ajv.compile(Object.fromEntries(Object.entries(asyncApiSpecs.schemas['3.0.0'])));
  validate(documents['asyncapi.json']);
  expect(validate.errors).toBeNull();
  expect(validate({ ...documents['asyncapi.json'], operations: { one: { action: 'shout' } } })).toBe(false);
});

test.each(dialects)('every schema of shared/ is in $name', ({ name }) => {
  const exported = Object.keys(protocol).filter((each) => each.endsWith('Schema'));
  expect(exported.length).toBeGreaterThan(60);
  const there = Object.keys(documents[name].components.schemas);
  expect(there).toEqual(expect.arrayContaining(exported.map((each) => each.replace(/Schema$/, ''))));
});

test.each(dialects)('every reference within $name leads somewhere', ({ name }) => {
  const text = JSON.stringify(documents[name]);
  const targets = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, target = '']) => target);
  expect(targets.length).toBeGreaterThan(100);
  for (const target of new Set(targets)) {
    let found: unknown = documents[name];
    for (const step of target.split('/')) {
      found = Object.entries(found ?? {}).find(([member]) => member === step)?.[1];
    }
    expect(found, target).toBeDefined();
  }
});

describe.each(dialects)('the schemas of $name', ({ name }) => {
  const schemas = compiled(name);
  const isRequest = schemas('Request');
  const isMessage = schemas('Message');

  test('take every example of the protocol', () => {
    let shown = 0;
    for (const { direction, messages } of sections.flatMap(examples)) {
      for (const text of messages) {
        shown += 1;
        const takes = direction === 'client' ? isRequest : isMessage;
        expect(takes(JSON.parse(text)), text).toBe(true);
      }
    }
    expect(shown).toBeGreaterThan(50);
  });

  test('take every request that there can be', () => {
    fc.assert(
      fc.property(anyRequest, (request) => isRequest(JSON.parse(JSON.stringify(request)))),
      runs(1_000),
    );
  });

  test.each(malformed.filter(([what]) => !beyondSchemas.has(what)))('refuse %s', (_, text) => {
    expect(decodeRequest(text)).toMatchObject({ ok: false });
    expect(isRequest(JSON.parse(text))).toBe(false);
  });

  test('refuse what only the checks of a request find', () => {
    for (const request of [
      { t: 'rules', id: 1, key: 'k', rules: { kind: 'none' } },
      { t: 'rules', id: 1, key: 'k', account: 'A', ledger: 'L', rules: { kind: 'none' } },
      { t: 'rules', id: 1, key: 'k', account: 'A', rules: { kind: 'peers' } },
      {
        t: 'deposit',
        id: 1,
        key: 'k',
        account: 'A',
        amount: '1',
        expect: Object.fromEntries(Array.from({ length: 1_001 }, (_, nth) => [`a${nth}`, 0])),
      },
    ]) {
      expect(decodeRequest(JSON.stringify(request))).toMatchObject({ ok: false });
      expect(isRequest(request)).toBe(false);
    }
  });

  test('put up with fields of a later version in messages (R19)', () => {
    expect(isMessage({ t: 'unwatched', id: 1, later: true })).toBe(true);
    expect(isMessage({ t: 'unwatched' })).toBe(false);
  });
});

/** JSON.parse has lost what is wrong with these, or what is wrong is not their shape. */
const beyondSchemas = new Set([
  'watch 1',
  'watch 99',
  'duplicate amount',
  'duplicate of the same value',
  'duplicate in disguise',
  'duplicate inside',
  'colons that hide a duplicate',
]);

describe('the AsyncAPI document', () => {
  const { operations, components } = asyncApi();

  test.each(Object.entries(repliesOf))('answers %s as the page says', (t, replies) => {
    const told =
      section(t, 'Requests')
        .lines.join(' ')
        .split(/Answers?: /)[1]
        ?.split('.', 1)[0] ?? '';
    const named = [...told.matchAll(/`([a-z]+)`/g)].map(([, name]) => name);
    // These two are told of in words.
    if (t === 'outcome' || t === 'batch') expect(replies[0]).toBe('ok');
    else expect(replies).toEqual(named.filter((name) => name !== 'next'));
    const messages = operations[t]?.reply?.messages.map(
      ({ $ref }) => components.messages[$ref.replace(/.*\//, '')]?.name,
    );
    expect(messages).toEqual([...replies, 'error']);
  });

  test('tells of every request and message in words, with an example', () => {
    for (const [name, { summary, description, examples: shown = [] }] of Object.entries(
      components.messages,
    )) {
      expect([name, summary, description, shown.length > 0]).toEqual([
        name,
        expect.stringMatching(/^[A-Z][^[`]*\.$/),
        expect.stringMatching(/\.$/),
        true,
      ]);
    }
  });

  test('says of every field what it means', () => {
    const names = [...Object.keys(components.messages), 'Transaction', 'Leg', 'AccountState', 'Limits'];
    for (const name of names) {
      for (const [field, schema] of Object.entries(components.schemas[name]?.properties ?? {})) {
        expect([name, field, schema]).toEqual([
          name,
          field,
          expect.objectContaining({ description: expect.stringMatching(/./) }),
        ]);
      }
    }
  });
});

describe('the OpenAPI document', () => {
  const { paths, components } = openApi();

  test('has every route of the table, under a name of its own', () => {
    const told = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${method} ${path} ${operationId}`),
    );
    expect(told).toEqual(apiRoutes.map(({ method, path, name }) => `${method} ${path} ${name}`));
    expect(new Set(apiRoutes.map(({ name }) => name)).size).toBe(apiRoutes.length);
  });

  test('has the fields of the questions as parameters', () => {
    const names = (path: string): string[] =>
      (paths[path]?.get?.parameters ?? []).map(
        (each) => `${each.in} ${each.name}${each.required ? '' : '?'}`,
      );
    expect(names('/v1/accounts')).toEqual(['query minSeq?', 'query ledger?', 'query after?', 'query limit?']);
    expect(names('/v1/accounts/{account}')).toEqual(['path account', 'query minSeq?']);
    expect(names('/v1/accounts/{account}/balance')).toEqual(['path account', 'query minSeq?', 'query at']);
    expect(names('/v1/outcomes/{key}')).toEqual(['path key', 'query minSeq?']);
    expect(paths['/v1/watch']?.get?.parameters?.find(({ name }) => name === 'since')?.schema).toMatchObject({
      type: 'string',
    });
    expect(names('/v1/watch')).toEqual([
      'query accounts?',
      'query ledger?',
      'query mode?',
      'query since?',
      'query snapshot?',
      'header Last-Event-ID?',
    ]);
    expect(paths['/v1/accounts/{account}']?.get?.parameters?.[0]?.schema).toEqual({
      $ref: '#/components/schemas/ReadableId',
    });
  });

  test('takes a command without id and key, and nothing less', () => {
    const isBody = compiled('openapi.json')('CommandBody');
    const deposit = { t: 'deposit', account: 'A', amount: '1' };
    expect(isBody(deposit)).toBe(true);
    expect(isBody({ ...deposit, id: 1, key: 'k' })).toBe(true);
    expect(isBody({ ...deposit, amount: undefined })).toBe(false);
    expect(isBody({ t: 'ping', id: 1 })).toBe(false);
    const isLine = compiled('openapi.json')('CommandLine');
    expect(isLine({ ...deposit, key: 'k' })).toBe(true);
    expect(isLine(deposit)).toBe(false);
    expect(isLine({ t: 'batch', commands: [{ ...deposit, id: 1, key: 'k' }] })).toBe(true);
    expect(isBody({ t: 'batch', commands: [{ ...deposit, id: 1, key: 'k' }] })).toBe(false);
  });

  test('shows problem details for what is refused', () => {
    expect(Object.keys(components.schemas.Problem?.properties ?? {})).toEqual([
      'type',
      'title',
      'status',
      'detail',
      'code',
      'retryable',
      'id',
      'key',
      'replayed',
    ]);
  });
});

describe('the hub serves', () => {
  test.each(dialects)('/$name as it was made', async ({ name }) => {
    const { status, headers, body } = await ask(`/${name}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(JSON.parse(body.toString())).toEqual(JSON.parse(JSON.stringify(documents[name])));
  });

  test('/docs, with no script, style or address of another host in it', async () => {
    const { status, headers, body } = await ask('/docs');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toBe(
      (await ask('/')).headers.get('content-security-policy'),
    );
    const text = body.toString();
    expect(text).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=|javascript:|https?:\/\//i);
    const targets = [...text.matchAll(/\b(?:src|href)="([^"#]+)"/g)].map(([, target = '']) => target);
    expect(targets).toContain('/docs.css');
    for (const target of targets) expect((await ask(target)).status, target).toBe(200);
  });

  test('/docs with where each parameter goes, and with curl for operations that there are', async () => {
    const text = (await ask('/docs')).body.toString();
    expect(text).toMatch(/<code>account<\/code><\/th><td>path<\/td>.*account id.*which one/);
    expect(text).toMatch(/<code>limit\?<\/code><\/th><td>query<\/td>/);
    expect(text).toMatch(/<code>Idempotency-Key\?<\/code><\/th><td>header<\/td>/);
    for (const [name, example] of Object.entries(curlExamples)) {
      expect(apiRoutes.map((route) => route.name)).toContain(name);
      const [, path = ''] = /127\.0\.0\.1:7400(\/[^' ]*)/.exec(example) ?? [];
      if (name !== 'watch' && name !== 'command')
        expect([name, (await ask(path)).status]).toEqual([name, 200]);
    }
  });

  test('/docs with a place for every request, message, code, rule and shape', async () => {
    const text = (await ask('/docs')).body.toString();
    const places = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, place = '']) => place);
    expect(new Set(places).size).toBe(places.length);
    expect(places).toEqual(
      expect.arrayContaining([
        ...Object.keys(repliesOf),
        ...(asyncApi().operations.events?.messages.map(({ $ref }) => placeOf($ref)) ?? []),
        ...Object.values(repliesOf)
          .flat()
          .map((t) => `message-${t}`),
        ...Object.keys(protocol.errorCodes),
        ...Object.values(protocol.closeCodes).map(({ code }) => `close-${code}`),
        ...apiRoutes.map(({ name }) => `http-${name}`),
        'Transaction',
        'AccountState',
        'R12',
        'R124',
      ]),
    );
    for (const [, place = ''] of text.matchAll(/href="#([^"]+)"/g)) expect(places).toContain(place);
  });
});

function placeOf($ref: string): string {
  return `message-${asyncApi().components.messages[$ref.replace(/.*\//, '')]?.name}`;
}
