import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { closeCodes } from '../../shared/codes.ts';
import { MessageSchema } from '../../shared/down.ts';
import { protocolVersion, subprotocol } from '../../shared/limits.ts';
import { RequestSchema } from '../../shared/up.ts';

/** What the wire was when each version was last changed on purpose. */
const pinned: Readonly<Record<number, string>> = {
  1: 'a42cebda4c7f0ab0c93e85560be7f7dd',
};

const whatToDo = `The wire has changed: the schemas in shared/ are not those that protocol version ${protocolVersion} was pinned to.
- By mistake? Take the change back.
- On purpose, and every client and hub of this version still understands the other (a new message to
  clients, a new field for them, a new request, an optional field in a request): describe it in
  docs/PROTOCOL.md and pin the new hash here.
- Otherwise: raise protocolVersion and the subprotocol in shared/limits.ts, and pin the new hash under
  the new version.
`;

test('the wire does not change without the protocol version', () => {
  const wire = {
    up: z.toJSONSchema(RequestSchema, { io: 'input' }),
    down: z.toJSONSchema(MessageSchema, { io: 'output' }),
    closeCodes: Object.values(closeCodes).map(({ code, reconnect }) => [code, reconnect]),
  };
  const hash = createHash('sha256').update(canonical(wire)).digest('hex').slice(0, 32);
  expect(hash, whatToDo).toBe(pinned[protocolVersion]);
});

test('the subprotocol carries the version', () => {
  expect(subprotocol).toBe(`florin.v${protocolVersion}`);
});

/** JSON with the members of each object in the order of their names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
