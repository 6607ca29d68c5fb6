import { MessageSchema } from '../../../shared/down.ts';
import { accountsPerRequestMax } from '../../../shared/limits.ts';
import * as protocol from '../../../shared/protocol.ts';
import { RequestSchema } from '../../../shared/up.ts';
import { z } from '../../../shared/zod.ts';
import { fieldMeanings } from './words.ts';

/** The schemas of shared/ as JSON Schema, each under the name of its export without the `Schema`. */

export type JsonSchema = z.core.JSONSchema.JSONSchema;

const named = new Map<z.core.$ZodType, string>();
for (const [name, value] of Object.entries(protocol)) {
  if (value instanceof z.core.$ZodType) named.set(value, name.replace(/Schema$/, ''));
}

/** The name of a schema that shared/ exports. */
export function nameOf(schema: z.core.$ZodType): string {
  const name = named.get(schema);
  if (name === undefined) throw new Error('a schema that shared/ does not export has no name');
  return name;
}

interface Kind {
  /** As in the member `t`. */
  readonly t: string;
  /** Of its schema. */
  readonly name: string;
}

function kindsOf(
  options: readonly (z.core.$ZodType & {
    readonly shape: { readonly t: { readonly def: { readonly values: readonly string[] } } };
  })[],
): Kind[] {
  return options.map((schema) => ({ t: schema.shape.t.def.values[0] ?? '', name: nameOf(schema) }));
}

/** What a client may send, and what the hub may. */
export const requestKinds: readonly Kind[] = kindsOf(RequestSchema.def.options);
export const messageKinds: readonly Kind[] = kindsOf(MessageSchema.def.options);

/** Where a document keeps its schemas. */
const place = '#/components/schemas/';

export function refTo(name: string): JsonSchema {
  return { $ref: place + name };
}

/** The name that a reference leads to; `undefined` for what is no reference. */
export function nameInRef({ $ref }: JsonSchema): string | undefined {
  return $ref?.slice(place.length);
}

/** What the checks of the schemas ask for that zod cannot tell in JSON Schema, as far as that can say it. */
const checks: Readonly<Record<string, JsonSchema>> = {
  Expect: { maxProperties: accountsPerRequestMax },
  History: { not: { required: ['before', 'after'] } },
  Holds: { not: { required: ['account', 'ledger'] } },
  RulesCommand: {
    oneOf: [
      { required: ['ledger'] },
      { required: ['account'], properties: { rules: { not: { properties: { kind: { const: 'peers' } } } } } },
    ],
  },
  Watch: { oneOf: [{ required: ['accounts'] }, { required: ['ledger'] }] },
};

/** Dialects of JSON Schema: OpenAPI has the newer one, AsyncAPI the older. */
type Target = 'draft-2020-12' | 'draft-07';

/**
 * All of them by name, in the dialect that the document asks for; they are the caller's own. What a field means
 * stands beside its schema.
 */
export function jsonSchemas(target: Target): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of named) registry.add(schema, { id });
  // `input`: what reads a message has to put up with fields that it does not know.
  const { schemas } = z.toJSONSchema(registry, { io: 'input', target, uri: (id) => place + id });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema, $id, ...schema }]) => [
      name,
      withMeanings({ ...schema, ...checks[name] }, fieldMeanings(name, kindOf(name)), target),
    ]),
  );
}

/** Which chapter of the protocol's page tells of a schema, and under which title. */
function kindOf(name: string): { readonly request?: string; readonly message?: string } {
  const request = requestKinds.find((kind) => kind.name === name);
  if (request !== undefined) return { request: request.t };
  const message = messageKinds.find((kind) => kind.name === name);
  return message === undefined ? {} : { message: message.t };
}

function withMeanings(schema: JsonSchema, meanings: ReadonlyMap<string, string>, target: Target): JsonSchema {
  if (meanings.size === 0) return schema;
  const { properties, oneOf } = schema;
  const told = Object.entries(properties ?? {}).map(([field, of]): [string, typeof of] => {
    const description = meanings.get(field);
    return [
      field,
      description === undefined || typeof of === 'boolean' ? of : describe(of, description, target),
    ];
  });
  return {
    ...schema,
    ...(properties && { properties: Object.fromEntries(told) }),
    ...(oneOf && { oneOf: oneOf.map((option) => withMeanings(option, meanings, target)) }),
  };
}

function describe(schema: JsonSchema, description: string, target: Target): JsonSchema {
  // The older dialect looks at nothing beside a reference.
  if (target === 'draft-07' && schema.$ref !== undefined) return { allOf: [schema], description };
  return { ...schema, description };
}
