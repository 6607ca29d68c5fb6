import { expect, test } from 'vitest';
import { describeNetworkError } from '../../client/sdk/network-error.ts';

test.each([
  ['ECONNREFUSED', 'connection refused'],
  ['ENOTFOUND', 'no host named foo'],
  ['EHOSTUNREACH', "Node's words"],
])('the code %s is told as "%s"', (code, words) => {
  const error = Object.assign(new Error("Node's words"), { code });
  expect(describeNetworkError(error, 'ws://foo:7400/ws')).toBe(words);
});
