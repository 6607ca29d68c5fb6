/**
 * In place of the expressions by which the SDK reads and writes at its fastest: all goes the way of the schemas,
 * with the same results. A page sends few commands and hears little at a time; it is its size that counts.
 */

export function readPlainMessage(): undefined {
  return undefined;
}

export function plainMovement(): undefined {
  return undefined;
}
