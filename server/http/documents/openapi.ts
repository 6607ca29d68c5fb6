import { BatchSchema, CommandSchema } from '../../../shared/commands.ts';
import { KeySchema } from '../../../shared/keys.ts';
import { ProblemSchema, problemType } from '../../../shared/problem.ts';
import { z } from '../../../shared/zod.ts';
import { version } from '../../version.ts';
import { apiRoutes, type DocumentedRoute, eventId, eventStream, jsonLines } from './api-routes.ts';
import { type JsonSchema, jsonSchemas, nameOf, refTo, requestKinds } from './schemas.ts';
import { docsPath, requestWords } from './words.ts';

/** The HTTP API as an OpenAPI 3.1 document, made of the table of its routes and of the schemas in shared/. */

interface Media {
  readonly schema: JsonSchema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
type Content = Readonly<Record<string, Media>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  /** False where the values of a list are joined by commas. */
  readonly explode?: false;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Content }>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly info: Readonly<Record<'title' | 'version' | 'summary' | 'description', string>>;
  readonly externalDocs: { readonly url: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  /** Any of these: none of a hub without tokens. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

export function openApi(): OpenApi {
  const schemas = jsonSchemas('draft-2020-12');
  const { $schema, ...problem } = z.toJSONSchema(ProblemSchema, { io: 'input' });
  return {
    openapi: '3.1.0',
    info: {
      title: 'florin over HTTP',
      version,
      summary: 'Commands and questions to a florin hub',
      description:
        'What the WebSocket offers, a request at a time. Commands are durable before they are answered and act once for each key. Refusals are problem details (RFC 9457) whose `code` is for programs.',
    },
    externalDocs: { url: docsPath },
    paths: pathsOf(schemas),
    components: {
      schemas: {
        ...schemas,
        [bodyName]: lenient(
          schemas,
          commandNames,
          ['id', 'key'],
          'Any command. `id` may be left out, and `key` where the header `Idempotency-Key` has it.',
        ),
        [lineName]: lenient(
          schemas,
          [...commandNames, nameOf(BatchSchema)],
          ['id'],
          'Any command or batch. Without an `id` it has the number of its line.',
        ),
        [problemName]: problem,
      },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'Where the hub has tokens, every request needs one.',
        },
      },
    },
    security: [{}, { token: [] }],
  };
}

const bodyName = 'CommandBody';
const lineName = 'CommandLine';
const problemName = 'Problem';

function pathsOf(schemas: Readonly<Record<string, JsonSchema>>): Record<string, Record<string, Operation>> {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of apiRoutes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, schemas) };
  }
  return paths;
}

function operationOf(route: DocumentedRoute, schemas: Readonly<Record<string, JsonSchema>>): Operation {
  const parameters = [
    ...(route.question === undefined ? [] : parametersOf(route, schemas[nameOf(route.question)] ?? {})),
    ...namesOf(route),
    ...headersOf(route),
  ];
  const answers = Object.entries(route.answers).map(([media, shapes]): [string, Media] => [
    media,
    { schema: answerSchema(media, shapes) },
  ]);
  return {
    operationId: route.name,
    summary: route.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.takesCommands === true ? { requestBody: { required: true, content: commandContent() } } : {}),
    responses: {
      200: { description: 'The answer.', content: Object.fromEntries(answers) },
      ...(isApi(route)
        ? {
            default: {
              description: 'Refused, with the status that the code goes with.',
              content: { [problemType]: { schema: refTo(problemName) } },
            },
          }
        : {}),
    },
  };
}

/** Whether it can be refused with a code of the protocol. */
function isApi({ path }: DocumentedRoute): boolean {
  return path.startsWith('/v1/');
}

function parametersOf(
  { inPath = {}, texts = {} }: DocumentedRoute,
  { properties = {}, required = [] }: JsonSchema,
): Parameter[] {
  const taken = new Set(['t', 'id', ...Object.values(inPath)]);
  const path = Object.entries(inPath).map(([name, field]): Parameter => {
    const { description, items, ...schema } = objectOf(properties[field]);
    const base = { name, in: 'path', required: true } as const;
    // One thing stands in the path where the question has a list of them.
    if (items !== undefined)
      return { ...base, schema: objectOf(items), description: "which one, a system account's too" };
    return { ...base, schema, ...(description && { description }) };
  });
  const query = Object.entries(properties)
    .filter(([name]) => !taken.has(name))
    .map(([name, of]): Parameter => {
      const { description, ...whole } = objectOf(of);
      const pattern = texts[name];
      const schema = pattern === undefined ? whole : { type: 'string' as const, pattern };
      const isList = schema.anyOf?.some(({ type }) => type === 'array') === true;
      return {
        name,
        in: 'query',
        required: required.includes(name),
        schema,
        ...(description && { description }),
        ...(isList ? { explode: false } : {}),
      };
    });
  return [...path, ...query];
}

function namesOf({ names = {} }: DocumentedRoute): Parameter[] {
  return Object.entries(names).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema: refTo(nameOf(schema)),
  }));
}

function objectOf(schema: JsonSchema['items']): JsonSchema {
  if (typeof schema !== 'object' || Array.isArray(schema))
    throw new Error('a field has no schema of its own');
  return schema;
}

function headersOf({ takesCommands, answers }: DocumentedRoute): Parameter[] {
  const header = (name: string, description: string, schema: JsonSchema): Parameter => ({
    name,
    in: 'header',
    required: false,
    description,
    schema,
  });
  return [
    ...(takesCommands !== true
      ? []
      : [
          header(
            'Idempotency-Key',
            "The command's `key`, where its body has none.",
            refTo(nameOf(KeySchema)),
          ),
        ]),
    ...(eventStream in answers
      ? [
          header('Last-Event-ID', 'Where an earlier stream ended: the id of its newest event.', {
            type: 'string',
            pattern: eventId,
          }),
        ]
      : []),
  ];
}

function answerSchema(media: string, shapes: readonly z.core.$ZodType[]): JsonSchema {
  const [first, ...others] = shapes.map((shape) => refTo(nameOf(shape)));
  if (first === undefined) return media === 'application/json' ? { type: 'object' } : { type: 'string' };
  const whole = others.length === 0 ? first : { oneOf: [first, ...others] };
  if (media === eventStream) return { ...whole, description: 'The data of each event.' };
  return media === jsonLines ? ofEachLine(whole) : whole;
}

function ofEachLine(schema: JsonSchema): JsonSchema {
  return { ...schema, description: 'Each line.' };
}

function commandContent(): Content {
  const examples = requestKinds
    .filter(({ name }) => commandNames.includes(name))
    .flatMap(({ t }) =>
      requestWords(t).examples.map((value, nth) => [nth === 0 ? t : `${t}-${nth + 1}`, { value }]),
    );
  return {
    'application/json': { schema: refTo(bodyName), examples: Object.fromEntries(examples) },
    [jsonLines]: { schema: ofEachLine(refTo(lineName)) },
  };
}

const commandNames = CommandSchema.def.options.map(nameOf);

/** Any of these requests, with fields that may be left out over HTTP. */
function lenient(
  schemas: Readonly<Record<string, JsonSchema>>,
  names: readonly string[],
  optional: readonly string[],
  description: string,
): JsonSchema {
  return {
    description,
    oneOf: names.map((name) => {
      const { required = [], ...schema } = schemas[name] ?? {};
      return { ...schema, title: name, required: required.filter((field) => !optional.includes(field)) };
    }),
  };
}
