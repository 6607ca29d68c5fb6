import { html, type Markup } from '../../../shared/markup.ts';
import { inline, joined, nothing } from './inline-markup.ts';
import { type JsonSchema, messageKinds, nameInRef, requestKinds } from './schemas.ts';

/** JSON Schema for people: values in a few words, fields in a table. */

/** To a shape, or to the request or message that has it. */
export function linkTo(name: string): Markup {
  const request = requestKinds.find((kind) => kind.name === name);
  if (request !== undefined) return html`<a href="#${request.t}"><code>${request.t}</code></a>`;
  const told = messageKinds.find((kind) => kind.name === name);
  if (told !== undefined) return html`<a href="#message-${told.t}"><code>${told.t}</code></a>`;
  return html`<a href="#${name}">${shapeWords(name)}</a>`;
}

/** What a shape is called for people: its name, where that says what it is. */
export function shapeWords(name: string): string {
  return name === 'ReadableId' ? 'account id' : name;
}

/** What a value has to be; shapes with a name are links to it. */
export function valueMarkup(schema: JsonSchema): Markup {
  const name = nameInRef(schema) ?? schema.title;
  if (name !== undefined) return linkTo(name);
  const [only] = schema.allOf ?? [];
  if (only !== undefined) return valueMarkup(only);
  const options = schema.oneOf ?? schema.anyOf;
  if (options?.some(isWhole)) return html`${joined(options.map(valueMarkup), ' or ')}`;
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum !== undefined) {
    return html`${joined(
      schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`),
      ' or ',
    )}`;
  }
  if (schema.format === 'date-time') return html`time such as <code>"2026-01-31T12:00:00Z"</code>`;
  if (Array.isArray(schema.type)) return html`${schema.type.map(wordOf).join(' or ')}`;
  const { items } = schema;
  if (typeof items === 'object' && !Array.isArray(items)) {
    return html`list of ${valueMarkup(items)}${bounds(schema.minItems, schema.maxItems)}`;
  }
  if (schema.type === 'object' && schema.propertyNames !== undefined) return mapOf(schema);
  const { minLength, maxLength, minimum, maximum, pattern } = schema;
  const range =
    schema.type === 'string' ? bounds(minLength, maxLength, ' characters') : bounds(minimum, maximum);
  const matching = pattern === undefined ? nothing : html`, matching <code>${pattern}</code>`;
  return html`${wordOf(schema.type)}${range}${matching}`;
}

/** A table of the fields of an object, a `?` behind those that may be left out. */
export function fieldTable({ properties, required = [], oneOf = [] }: JsonSchema): Markup {
  if (properties === undefined) {
    const options = oneOf.filter(({ title }) => title === undefined).map((option) => fieldTable(option));
    return html`${options}`;
  }
  const rows = Object.entries(properties).map(([name, of]) =>
    typeof of === 'boolean'
      ? nothing
      : html`<tr><th scope="row"><code>${name}${required.includes(name) ? '' : '?'}</code></th><td>${valueMarkup(of)}</td><td>${inline(of.description ?? '')}</td></tr>\n`,
  );
  return html`<table><thead><tr><th scope="col">field</th><th scope="col">value</th><th scope="col">meaning</th></tr></thead><tbody>\n${rows}</tbody></table>\n`;
}

/** Not only a condition on what its neighbours describe. */
function isWhole({ $ref, type, const: only }: JsonSchema): boolean {
  return $ref !== undefined || type !== undefined || only !== undefined;
}

function mapOf({ propertyNames, additionalProperties, maxProperties }: JsonSchema): Markup {
  const [key, value] = [propertyNames, additionalProperties].map((of) =>
    typeof of === 'object' ? valueMarkup(of) : html`anything`,
  );
  return html`object of ${key ?? nothing} to ${value ?? nothing}${bounds(undefined, maxProperties, ' members')}`;
}

function bounds(min: number | undefined, max: number | undefined, of = ''): Markup {
  // Every whole number of JSON has these.
  const least = min === Number.MIN_SAFE_INTEGER ? undefined : min;
  const most = max === Number.MAX_SAFE_INTEGER ? undefined : max;
  if (least === undefined) return most === undefined ? nothing : html`, at most ${most}${of}`;
  return most === undefined ? html`, from ${least}${of}` : html`, ${least} to ${most}${of}`;
}

function wordOf(type: JsonSchema['type']): string {
  switch (type) {
    case 'string':
      return 'text';
    case 'array':
      return 'list';
    case undefined:
      return 'anything';
    default:
      return String(type);
  }
}
