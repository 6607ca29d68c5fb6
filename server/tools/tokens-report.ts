import type { TokenEntry } from '../access/token-file.ts';

/** Every token in some lines for people. */
export function tokensText(tokens: readonly TokenEntry[], nowMs: number): string {
  if (tokens.length === 0) return 'There are no tokens.\n';
  const blocks = tokens.map(({ name, grants, created, expires }) => {
    const isOver = expires !== undefined && Date.parse(expires) <= nowMs;
    const end = expires === undefined ? 'without end' : `${isOver ? 'expired' : 'until'} ${expires}`;
    return [`${name}  (made ${created}, ${end})`, ...grants.map((grant) => `  ${grant}`), ''].join('\n');
  });
  return blocks.join('');
}

/** `{"tokens":[{"name","grants","created","expires"}]}`, times in ISO 8601, `expires` null where it has no end. */
export function tokensJson(tokens: readonly TokenEntry[]): string {
  const told = tokens.map(({ name, grants, created, expires = null }) => ({
    name,
    grants,
    created,
    expires,
  }));
  return JSON.stringify({ tokens: told });
}
