/** What a run of `mixed` tells apart, in the order in which it is shown. */
export const commandKinds = [
  'transfer',
  'deposit',
  'withdraw',
  'hold',
  'capture',
  'release',
  'reverse',
  'freeze',
  'unfreeze',
] as const;
export const questionKinds = ['get', 'history', 'balance', 'statement'] as const;
export const requestKinds = [...commandKinds, ...questionKinds] as const;

export type CommandKind = (typeof commandKinds)[number];
export type RequestKind = (typeof requestKinds)[number];
