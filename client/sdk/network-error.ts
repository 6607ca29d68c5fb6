/** What RFC 6455 has for a failure of TLS: never sent, only told within a program. */
export const tlsFailed = 1015;

/** Node's codes for a certificate that is not trusted, or not of the hub. */
const certificateCodes: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Whether TLS is what failed on the way to an address, or may well be: one side speaks it alone. */
export function isTlsFailure({ code = '' }: NodeJS.ErrnoException, url: string): boolean {
  return certificateCodes.has(code) || (code === 'ECONNRESET' && !hasTls(url));
}

/** Whether an address is one for TLS. */
export function hasTls(url: string): boolean {
  return new URL(url).protocol === 'wss:';
}

/** What went wrong on the way to an address, for people: by Node's code where that is plainer than its message. */
export function describeNetworkError(error: NodeJS.ErrnoException, url: string): string {
  if (certificateCodes.has(error.code ?? '')) return `the certificate is not trusted (${error.message})`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ECONNRESET':
      return 'the connection was cut before an answer';
    case 'ENOTFOUND':
      return `no host named ${new URL(url).hostname}`;
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return 'TLS is not spoken there; without it the address begins with ws://';
    case 'EMFILE':
      return 'too many open files: raise the limit (ulimit -n), or ask for fewer connections';
    default:
      return error.message;
  }
}
