import { CommandSchema } from '../../shared/commands.ts';
import { KeySchema } from '../../shared/keys.ts';
import { z } from '../../shared/zod.ts';
import { version } from '../version.ts';
import { type ApiRoute, apiRoutes, jsonLines, ProblemSchema, problemType } from './api-routes.ts';
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
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
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
      schemas: { ...schemas, [bodyName]: commandBody(schemas), [problemName]: problem },
    },
  };
}

const bodyName = 'CommandBody';
const problemName = 'Problem';

function pathsOf(schemas: Readonly<Record<string, JsonSchema>>): Record<string, Record<string, Operation>> {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of apiRoutes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, schemas) };
  }
  return paths;
}

function operationOf(route: ApiRoute, schemas: Readonly<Record<string, JsonSchema>>): Operation {
  const parameters = [
    ...(route.question === undefined ? [] : parametersOf(route, schemas[nameOf(route.question)] ?? {})),
    ...headersOf(route),
  ];
  const answers = Object.entries(route.answers).map(([media, schema]): [string, Media] => [
    media,
    { schema: answerSchema(media, schema) },
  ]);
  return {
    operationId: route.name,
    summary: route.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.command === undefined ? {} : { requestBody: { required: true, content: commandContent() } }),
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
function isApi({ path }: ApiRoute): boolean {
  return path.startsWith('/v1/');
}

function parametersOf(
  { inPath = {}, without = [] }: ApiRoute,
  { properties = {}, required = [] }: JsonSchema,
): Parameter[] {
  const taken = new Set(['t', 'id', ...without, ...Object.values(inPath)]);
  const path = Object.entries(inPath).map(([name, field]): Parameter => {
    const { description, items, ...schema } = objectOf(properties[field]);
    const base = { name, in: 'path', required: true } as const;
    // One thing stands in the path where the question has a list of them.
    if (items !== undefined) return { ...base, schema: objectOf(items) };
    return { ...base, schema, ...(description && { description }) };
  });
  const query = Object.entries(properties)
    .filter(([name]) => !taken.has(name))
    .map(([name, of]): Parameter => {
      const { description, ...schema } = objectOf(of);
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

function objectOf(schema: JsonSchema['items']): JsonSchema {
  if (typeof schema !== 'object' || Array.isArray(schema))
    throw new Error('a field has no schema of its own');
  return schema;
}

function headersOf({ command, answers }: ApiRoute): Parameter[] {
  const header = (name: string, description: string, schema: JsonSchema): Parameter => ({
    name,
    in: 'header',
    required: false,
    description,
    schema,
  });
  return [
    ...(command === undefined
      ? []
      : [
          header(
            'Idempotency-Key',
            "The command's `key`, where its body has none.",
            refTo(nameOf(KeySchema)),
          ),
        ]),
    ...('text/event-stream' in answers
      ? [header('Last-Event-ID', 'Where an earlier stream ended: its newest event.', { type: 'string' })]
      : []),
  ];
}

function answerSchema(media: string, schema: z.core.$ZodType | undefined): JsonSchema {
  if (schema === undefined) return media === 'application/json' ? { type: 'object' } : { type: 'string' };
  return media === jsonLines
    ? { ...refTo(nameOf(schema)), description: 'Of each line.' }
    : refTo(nameOf(schema));
}

function commandContent(): Content {
  const examples = requestKinds
    .filter(({ name }) => isCommand(name))
    .flatMap(({ t }) =>
      requestWords(t).examples.map((value, nth) => [nth === 0 ? t : `${t}-${nth + 1}`, { value }]),
    );
  return {
    'application/json': { schema: refTo(bodyName), examples: Object.fromEntries(examples) },
    [jsonLines]: { schema: { ...refTo(bodyName), description: 'Of each line.' } },
  };
}

const commandNames = new Set(CommandSchema.def.options.map(nameOf));

function isCommand(name: string): boolean {
  return commandNames.has(name);
}

/** Any command, which over HTTP needs no `id`, and no `key` where the header has it. */
function commandBody(schemas: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    description: 'Any command. `id` may be left out, and `key` where the header `Idempotency-Key` has it.',
    oneOf: [...commandNames].map((name) => {
      const { required = [], ...schema } = schemas[name] ?? {};
      return {
        ...schema,
        title: name,
        required: required.filter((field) => field !== 'id' && field !== 'key'),
      };
    }),
  };
}
