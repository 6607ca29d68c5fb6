const address = '127.0.0.1:7400';

/** How some operations are asked for with curl, by their names, of a hub with the accounts that one begins with. */
export const curlExamples: Readonly<Record<string, string>> = {
  command: `curl ${address}/v1/commands -H 'content-type: application/json' \\
  -H 'idempotency-key: rent-2026-11' -d '{"t":"transfer","from":"A","to":"B","amount":"5"}'`,
  getAccount: `curl ${address}/v1/accounts/A`,
  getHistory: `curl '${address}/v1/accounts/A/history?kind=transfer&limit=10'`,
  getBalance: `curl '${address}/v1/accounts/A/balance?at=8'`,
  getStatement: `curl '${address}/v1/accounts/A/statement?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z'`,
  watch: `curl -N '${address}/v1/watch?accounts=A,B'`,
};
