import { closeCodes, errorCodes } from '../../../shared/codes.ts';
import { html, type Markup } from '../../../shared/markup.ts';
import { closeMeanings, errorMeanings } from '../../../shared/meanings.ts';
import * as protocol from '../../../shared/protocol.ts';
import { type AsyncApi, type AsyncMessage, eventsOperation } from './asyncapi.ts';
import { curlExamples } from './curl-examples.ts';
import { inline, joined, nothing } from './inline-markup.ts';
import type { OpenApi, Operation, Parameter } from './openapi.ts';
import { fieldTable, linkTo, shapeWords, valueMarkup } from './schema-markup.ts';
import { type JsonSchema, messageKinds, nameInRef, requestKinds } from './schemas.ts';
import { rules } from './words.ts';

/**
 * The readable page of both documents. Whatever it tells of has an anchor: a request its `t`, a message its `t`
 * behind `message-`, a code, a rule and a shape its name, an operation over HTTP its name behind `http-`.
 */
export function docsPage(openApi: OpenApi, asyncApi: AsyncApi, style: string): string {
  const { version } = asyncApi.info;
  const chapters = [
    chapter('http', 'HTTP', openApi.info.description, httpOperations(openApi)),
    chapter('requests', 'Requests over WebSocket', asyncApi.info.description, requests(asyncApi)),
    chapter('messages', 'Messages from the hub', 'What comes over the WebSocket.', messages(asyncApi)),
    chapter(
      'shapes',
      'Shapes',
      'What requests and messages are made of.',
      shapes({ ...openApi.components.schemas, ...asyncApi.components.schemas }),
    ),
    chapter('error-codes', 'Error codes', codesText, [errorTable()]),
    chapter('close-codes', 'Close codes', closeText, [closeTable()]),
    chapter('bounds', 'Bounds', 'Part of this version of the protocol.', [boundsTable()]),
    chapter('numbered-rules', 'Rules', 'Each has a number that stays with it.', ruleLists()),
  ].filter(({ parts }) => parts.length > 0);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>florin: how to talk to this hub</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="${style}">
</head>
<body>
<header>
<h1>How to talk to this hub</h1>
<p>florin ${version}. For programs: <a href="/openapi.json">OpenAPI</a>, <a href="/asyncapi.json">AsyncAPI</a>. For people: <a href="/">the accounts</a>.</p>
</header>
<nav aria-label="Chapters"><ul>
${chapters.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ul></nav>
<main>
${chapters.map(({ id, title, text, parts }) => html`<section id="${id}" aria-labelledby="${id}-title">\n<h2 id="${id}-title">${title}</h2>\n<p>${inline(text)}</p>\n${parts}</section>\n`)}</main>
</body>
</html>
`.text;
}

interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly parts: readonly Markup[];
}

function chapter(id: string, title: string, text: string, parts: readonly Markup[]): Chapter {
  return { id, title, text, parts };
}

const codesText =
  'A refusal carries one of these. Retryable: the same request may succeed when sent again unchanged. Remembered: the key of the command gets this refusal for ever.';
const closeText = 'Why a WebSocket was closed, and whether it makes sense to come back.';

function httpOperations({ paths }: OpenApi): Markup[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => httpOperation(path, method, operation)),
  );
}

function httpOperation(path: string, method: string, operation: Operation): Markup {
  const { operationId, summary, parameters = [], requestBody, responses } = operation;
  const example = curlExamples[operationId];
  return html`<article id="http-${operationId}">
<h3><code>${method.toUpperCase()} ${path}</code></h3>
<p>${summary}</p>
${parameters.length === 0 ? nothing : parameterTable(parameters)}${requestBody === undefined ? nothing : html`<p>Takes ${contentOf(requestBody.content)}.</p>\n`}<p>Answers with ${contentOf(responses['200']?.content ?? {})}.</p>
${example === undefined ? nothing : html`<pre><code>${example}</code></pre>\n`}</article>
`;
}

/** A `?` behind those that may be left out. */
function parameterTable(parameters: readonly Parameter[]): Markup {
  const rows = parameters.map(
    ({ name, in: place, required, schema, description = '' }) =>
      html`<tr><th scope="row"><code>${name}${required ? '' : '?'}</code></th><td>${place}</td><td>${valueMarkup(schema)}</td><td>${inline(description)}</td></tr>\n`,
  );
  return table(['parameter', 'in', 'value', 'meaning'], rows);
}

function contentOf(content: Readonly<Record<string, { readonly schema: JsonSchema }>>): Markup[] {
  return joined(
    Object.entries(content).map(([media, { schema }]) => {
      if (nameInRef(schema) === undefined && schema.oneOf === undefined) return html`<code>${media}</code>`;
      const told = schema.description === undefined ? nothing : html`${lowerCase(schema.description)} `;
      return html`<code>${media}</code>: ${told}${valueMarkup(schema)}`;
    }),
    '; or ',
  );
}

/** A sentence within another. */
function lowerCase(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

function requests({ components, operations }: AsyncApi): Markup[] {
  return requestKinds.map(({ t, name }) => {
    const operation = operations[t];
    const codes = (operation?.['x-codes'] ?? []).map(
      (code) => html`<a href="#${code}"><code>${code}</code></a>`,
    );
    const replies = (operation?.reply?.messages ?? []).map(({ $ref }) => linkTo($ref.replace(/.*\//, '')));
    return message(t, t, components.messages[name], components.schemas[name], [
      html`<p>Answered with ${joined(replies, ', ')}.</p>\n`,
      codes.length === 0
        ? nothing
        : html`<p>Codes beside those of every request: ${joined(codes, ', ')}.</p>\n`,
    ]);
  });
}

function messages({ components, operations }: AsyncApi): Markup[] {
  const events = new Set(operations[eventsOperation]?.messages.map(({ $ref }) => $ref.replace(/.*\//, '')));
  return messageKinds.map(({ t, name }) =>
    message(`message-${t}`, t, components.messages[name], components.schemas[name], [
      events.has(name) ? html`<p>Comes without being asked for.</p>\n` : nothing,
    ]),
  );
}

function message(
  id: string,
  title: string,
  told: AsyncMessage | undefined,
  schema: JsonSchema = {},
  more: readonly Markup[],
): Markup {
  const shown = (told?.examples ?? []).map(({ payload }) => `${JSON.stringify(payload)}\n`);
  return html`<article id="${id}">
<h3><code>${title}</code></h3>
<p>${inline(told?.description ?? '')}</p>
${fieldTable(schema)}${more}${shown.length === 0 ? nothing : html`<pre><code>${shown.join('')}</code></pre>\n`}</article>
`;
}

const kinds = [...requestKinds, ...messageKinds];
/** These are too long to be told in a line, or are what the chapters before them list. */
const unions = new Set(['Request', 'Message']);

function shapes(schemas: Readonly<Record<string, JsonSchema>>): Markup[] {
  return Object.entries(schemas)
    .filter(([name]) => !unions.has(name) && !kinds.some((kind) => kind.name === name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => {
      const table = fieldTable(schema);
      const told = schema.description === undefined ? nothing : html`<p>${inline(schema.description)}</p>\n`;
      return html`<article id="${name}">\n<h3>${shapeWords(name)}</h3>\n${told}${table.text === '' ? html`<p>${valueMarkup(schema)}</p>\n` : table}</article>\n`;
    });
}

function errorTable(): Markup {
  const rows = protocol.ErrorCodeSchema.options.map((code) => {
    const { retryable, frozen } = errorCodes[code];
    const kept = [...(retryable ? ['Retryable.'] : []), ...(frozen ? ['Remembered.'] : [])];
    return html`<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${errorMeanings[code]}. ${kept.join(' ')}</td></tr>\n`;
  });
  return table(['code', 'meaning'], rows);
}

function closeTable(): Markup {
  const meanings = new Map(Object.entries(closeMeanings));
  const rows = Object.entries(closeCodes).map(
    ([name, { code, reconnect }]) =>
      html`<tr id="close-${code}"><th scope="row">${code}</th><td>${meanings.get(name) ?? ''}. ${reconnect ? 'Come back.' : 'Do not come back.'}</td></tr>\n`,
  );
  return table(['code', 'meaning'], rows);
}

function boundsTable(): Markup {
  const rows = Object.entries(protocol)
    .filter(([name]) => /(?:Max|Default)$/.test(name))
    .flatMap(([name, value]) =>
      typeof value === 'number'
        ? [html`<tr id="${name}"><th scope="row"><code>${name}</code></th><td>${value}</td></tr>\n`]
        : [],
    );
  return table(['bound', 'value'], rows);
}

function ruleLists(): Markup[] {
  return rules().map(
    ({ title, rules: list }) =>
      html`<h3>${title}</h3>\n<dl>\n${list.map(({ name, text }) => html`<dt id="${name}">${name}</dt><dd>${inline(text)}</dd>\n`)}</dl>\n`,
  );
}

function table(heads: readonly string[], rows: readonly Markup[]): Markup {
  return html`<table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>\n${rows}</tbody></table>\n`;
}
