/**
 * A reader of JSON text (RFC 8259) that keeps what `JSON.parse` forgets: members named twice, in their order,
 * and names such as `__proto__`. It nests on a list of its own, so that no depth can make it fall over.
 */
export type Json =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'word'; readonly word: 'true' | 'false' | 'null' }
  | { readonly kind: 'list'; readonly items: Json[] }
  | { readonly kind: 'object'; readonly members: [name: string, value: Json][] };

/** The value that a text is; `undefined` for what is not JSON. */
export function readJson(text: string): Json | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const open: Open[] = [];
  let whole: Json | undefined;
  let wants: 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' = 'value';
  let name = '';
  const put = (value: Json): void => {
    const outer = open.at(-1);
    if (outer === undefined) whole = value;
    else if (outer.kind === 'list') outer.items.push(value);
    else outer.members.push([name, value]);
    wants = 'comma or end';
  };
  for (const token of tokens) {
    if (whole !== undefined && open.length === 0) return undefined;
    if (wants === 'name' || wants === 'name or end') {
      if (typeof token !== 'string') {
        name = token.kind === 'text' ? token.text : '';
        if (token.kind !== 'text') return undefined;
        wants = 'colon';
        continue;
      }
      if (token !== '}' || wants === 'name') return undefined;
      open.pop();
      wants = 'comma or end';
      continue;
    }
    if (wants === 'colon') {
      if (token !== ':') return undefined;
      wants = 'value';
      continue;
    }
    if (wants === 'comma or end') {
      const outer = open.at(-1);
      if (token === ',' && outer !== undefined) wants = outer.kind === 'list' ? 'value' : 'name';
      else if (outer !== undefined && token === (outer.kind === 'list' ? ']' : '}')) open.pop();
      else return undefined;
      continue;
    }
    if (typeof token !== 'string') put(token);
    else if (token === '[' || token === '{') {
      const begun: Open = token === '[' ? { kind: 'list', items: [] } : { kind: 'object', members: [] };
      put(begun);
      open.push(begun);
      wants = token === '[' ? 'value or end' : 'name or end';
    } else if (token === ']' && wants === 'value or end') {
      open.pop();
      wants = 'comma or end';
    } else return undefined;
  }
  return open.length === 0 ? whole : undefined;
}

type Open = Extract<Json, { kind: 'list' | 'object' }>;

/** Marks as they are, values read; `undefined` where something is neither. */
function tokensOf(text: string): (string | Json)[] | undefined {
  const tokens: (string | Json)[] = [];
  anyToken.lastIndex = 0;
  for (;;) {
    const at = anyToken.lastIndex;
    const [found, mark, quoted, number, word] = anyToken.exec(text) ?? [];
    if (found === undefined) return whiteSpaceOnly.test(text.slice(at)) ? tokens : undefined;
    if (mark !== undefined) tokens.push(mark);
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: unescaped(quoted) });
    else if (number !== undefined) tokens.push({ kind: 'number', value: Number(number) });
    else if (word === 'true' || word === 'false' || word === 'null') tokens.push({ kind: 'word', word });
  }
}

const string = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`;
const number = String.raw`-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?`;
const anyToken = new RegExp(`[ \\t\\r\\n]*(?:([[\\]{}:,])|(${string})|(${number})|(true|false|null))`, 'y');
const whiteSpaceOnly = /^[ \t\r\n]*$/;

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescaped(quoted: string): string {
  const inside = quoted.slice(1, -1);
  if (!inside.includes('\\')) return inside;
  return inside.replace(/\\(?:u(....)|(.))/g, (_, code: string | undefined, char: string) =>
    code === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
