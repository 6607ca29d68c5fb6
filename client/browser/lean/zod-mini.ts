/**
 * What `shared/` uses of `zod/mini`, by the same names and with the same results: the page's build puts it in
 * zod's place, which would be a sixth of the page. The protocol's tests run on both.
 */

interface Issue {
  readonly code: string;
  readonly path: (string | number)[];
  message: string;
  /** The value is of the right type: more can be said about it. */
  readonly isMild: boolean;
  readonly [detail: string]: unknown;
}
type Issues = Issue[];
/** Returns what the value comes to, and adds what is wrong with it. */
type Read = (value: unknown, issues: Issues) => unknown;
type Check = (value: unknown, issues: Issues) => void;
type Details = Readonly<Record<string, unknown>>;
type Words = string | { readonly message?: string; readonly path?: readonly (string | number)[] } | undefined;
type Shape = Readonly<Record<string, Schema>>;

interface Definition {
  readonly options?: readonly Schema[];
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly isOptional?: boolean;
}

class Schema {
  readonly read: Read;
  readonly def: Definition;
  readonly shape: Shape;
  readonly words: string | undefined;

  constructor(read: Read, def: Definition = {}, shape: Shape = {}, words?: string) {
    this.words = words;
    this.read = read;
    this.def = def;
    this.shape = shape;
  }

  check(...checks: readonly Check[]): Schema {
    const checked: Read = (value, issues) => {
      const from = issues.length;
      const read = this.read(value, issues);
      for (const check of checks) if (issues.slice(from).every(isMild)) check(read, issues);
      // A check without words has those of its schema.
      for (const found of issues.slice(from))
        if (found.message === unworded) found.message = this.words ?? unworded;
      return read;
    };
    return new Schema(checked, this.def, this.shape, this.words);
  }

  safeParse(value: unknown) {
    const issues: Issues = [];
    const data = this.read(value, issues);
    return issues.length === 0
      ? { success: true as const, data }
      : { success: false as const, error: { issues } };
  }

  parse(value: unknown): unknown {
    const { data, error } = this.safeParse(value);
    if (error !== undefined) throw new TypeError(error.issues[0]?.message);
    return data;
  }
}

const unworded = 'Invalid input';

function isMild(issue: Issue): boolean {
  return issue.isMild;
}

function issue(code: string, isOfType: boolean, details: Details, words?: Words): Issue {
  const { message = unworded, path = [] } = typeof words === 'string' ? { message: words } : (words ?? {});
  return { ...details, code, path: [...path], message, isMild: isOfType };
}

function typed(expected: string, isIt: (value: unknown) => boolean, words?: string): Schema {
  const read: Read = (value, issues) => {
    if (!isIt(value)) issues.push(issue('invalid_type', false, { expected }, words));
    return value;
  };
  return new Schema(read, {}, {}, words);
}

/** What is wrong inside a value is told with the way to it. */
function inside(key: string | number, issues: Issues, read: (found: Issues) => unknown): unknown {
  const from = issues.length;
  const value = read(issues);
  for (const found of issues.slice(from)) found.path.unshift(key);
  return value;
}

export function string(words?: string): Schema {
  return typed('string', (value) => typeof value === 'string', words);
}

export function boolean(): Schema {
  return typed('boolean', (value) => typeof value === 'boolean');
}

export function int(): Schema {
  return new Schema((value, issues) => {
    if (typeof value !== 'number') issues.push(issue('invalid_type', false, { expected: 'number' }));
    else if (!Number.isInteger(value)) issues.push(issue('invalid_type', false, { expected: 'int' }));
    else if (!Number.isSafeInteger(value)) {
      const side = value > 0 ? 'too_big' : 'too_small';
      const bound = value > 0 ? { maximum: Number.MAX_SAFE_INTEGER } : { minimum: Number.MIN_SAFE_INTEGER };
      issues.push(issue(side, true, { origin: 'number', ...bound }));
    }
    return value;
  });
}

export function literal(wanted: unknown): Schema {
  return oneOf([wanted]);
}

function oneOf(values: readonly unknown[]): Schema {
  const read: Read = (value, issues) => {
    if (!values.includes(value)) issues.push(issue('invalid_value', false, { values }));
    return value;
  };
  return new Schema(read, { values, entries: Object.fromEntries(values.map((value) => [value, value])) });
}

export { oneOf as enum };

export function array(item: Schema): Schema {
  return new Schema((value, issues) => {
    if (Array.isArray(value)) {
      return value.map((each, index) => inside(index, issues, (found) => item.read(each, found)));
    }
    issues.push(issue('invalid_type', false, { expected: 'array' }));
    return value;
  });
}

export function object(shape: Shape): Schema {
  return objectOf(shape, false);
}

export function strictObject(shape: Shape): Schema {
  return objectOf(shape, true);
}

function objectOf(shape: Shape, isStrict: boolean): Schema {
  const fields = Object.entries(shape);
  const read: Read = (value, issues) => {
    if (!isObject(value)) {
      issues.push(issue('invalid_type', false, { expected: 'object' }));
      return value;
    }
    const known: Record<string, unknown> = {};
    for (const [name, schema] of fields) {
      if (!(name in value) && schema.def.isOptional) continue;
      known[name] = inside(name, issues, (found) => schema.read(value[name], found));
    }
    const keys = isStrict ? Object.keys(value).filter((key) => !Object.hasOwn(shape, key)) : [];
    if (keys.length > 0) issues.push(issue('unrecognized_keys', true, { keys }));
    return known;
  };
  return new Schema(read, {}, shape);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function record(key: Schema, item: Schema): Schema {
  return new Schema((value, issues) => {
    if (!isObject(value)) {
      issues.push(issue('invalid_type', false, { expected: 'record' }));
      return value;
    }
    const known: Record<string, unknown> = {};
    for (const [name, each] of Object.entries(value)) {
      if (name === '__proto__') continue;
      if (!key.safeParse(name).success) issues.push(issue('invalid_key', false, {}, { path: [name] }));
      else known[name] = inside(name, issues, (found) => item.read(each, found));
    }
    return known;
  });
}

export function optional(inner: Schema): Schema {
  const read: Read = (value, issues) => (value === undefined ? value : inner.read(value, issues));
  return new Schema(read, { ...inner.def, isOptional: true }, inner.shape);
}

export function nullable(inner: Schema): Schema {
  return new Schema((value, issues) => (value === null ? value : inner.read(value, issues)), inner.def);
}

export function union(options: readonly Schema[]): Schema {
  return new Schema((value, issues) => {
    const found = options.map((option) => option.safeParse(value));
    const fit = found.find(({ success }) => success);
    if (fit !== undefined) return fit.data;
    // Where one option alone is of the right type, its own words say what is wrong.
    const [close, another] = found.filter(({ error }) => error?.issues.every(isMild));
    if (close?.error !== undefined && another === undefined) issues.push(...close.error.issues);
    else issues.push(issue('invalid_union', false, {}));
    return value;
  });
}

export function discriminatedUnion(field: string, options: readonly Schema[]): Schema {
  const byValue = new Map(
    options.flatMap(
      (option) => option.shape[field]?.def.values?.map((value) => [value, option] as const) ?? [],
    ),
  );
  const read: Read = (value, issues) => {
    const option = isObject(value) ? byValue.get(value[field]) : undefined;
    if (option !== undefined) return option.read(value, issues);
    if (isObject(value)) issues.push(issue('invalid_union', false, {}, { path: [field] }));
    else issues.push(issue('invalid_type', false, { expected: 'object' }));
    return value;
  };
  return new Schema(read, { options });
}

export function regex(pattern: RegExp, words?: Words): Check {
  return (value, issues) => {
    if (!pattern.test(String(value))) issues.push(issue('invalid_format', true, {}, words));
  };
}

export function refine(isRight: (value: unknown) => boolean, words?: Words): Check {
  return (value, issues) => {
    if (!isRight(value)) issues.push(issue('custom', true, {}, words));
  };
}

export function gte(minimum: number): Check {
  return (value, issues) => {
    if (Number(value) < minimum) issues.push(issue('too_small', true, { origin: 'number', minimum }));
  };
}

export function lte(maximum: number): Check {
  return (value, issues) => {
    if (Number(value) > maximum) issues.push(issue('too_big', true, { origin: 'number', maximum }));
  };
}

export function minLength(minimum: number, words?: Words): Check {
  return (value, issues) => {
    const { origin, length } = sized(value);
    if (length < minimum) issues.push(issue('too_small', true, { origin, minimum }, words));
  };
}

export function maxLength(maximum: number, words?: Words): Check {
  return (value, issues) => {
    const { origin, length } = sized(value);
    if (length > maximum) issues.push(issue('too_big', origin === 'string', { origin, maximum }, words));
  };
}

/** Texts are as long as they have code points. */
function sized(value: unknown): { readonly origin: 'string' | 'array'; readonly length: number } {
  return Array.isArray(value)
    ? { origin: 'array', length: value.length }
    : { origin: 'string', length: [...String(value)].length };
}

const day = String.raw`(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8])))`;
const datePattern = new RegExp(String.raw`^${day}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$`);

export const iso = {
  datetime: (words?: string): Schema => string(words).check(regex(datePattern, words)),
};
