/** What went wrong on the way to an address, for people: by Node's code where that is plainer than its message. */
export function describeNetworkError(error: NodeJS.ErrnoException, url: string): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ENOTFOUND':
      return `no host named ${new URL(url).hostname}`;
    case 'EMFILE':
      return 'too many open files: raise the limit (ulimit -n), or ask for fewer connections';
    default:
      return error.message;
  }
}
