import { expect, test } from 'vitest';
import { describeNetworkError } from '../../client/sdk/network-error.ts';

test.each([
  ['ECONNREFUSED', 'connection refused'],
  ['ENOTFOUND', 'no host named foo'],
  ['ECONNRESET', 'the connection was cut before an answer'],
  ['EPROTO', 'TLS is not spoken there; without it the address begins with ws://'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', "the certificate is not trusted (Node's words)"],
  ['EHOSTUNREACH', "Node's words"],
])('the code %s is told as "%s"', (code, words) => {
  const error = Object.assign(new Error("Node's words"), { code });
  expect(describeNetworkError(error, 'ws://foo:7400/ws')).toBe(words);
});
