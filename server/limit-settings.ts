import { z } from 'zod';
import type { HubLimits } from './access/hub-limits.ts';

interface Bounds {
  readonly help: string;
  /** The default of `HubLimits`, in words. */
  readonly usual: string;
  readonly least: number;
  readonly most: number;
  readonly unit?: string;
}

function limit(name: string, { help, usual, least, most, unit = 'number' }: Bounds) {
  return {
    flag: `--${name} <${unit}>`,
    env: `FLORIN_${name.toUpperCase().replaceAll('-', '_')}`,
    help: `${help}; ${least} to ${most}, or empty for ${usual}`,
    default: '',
    schema: orNone(least, most),
    wants: `a number, ${least} to ${most}`,
  };
}

/** A whole number within these bounds, or null where nothing is given. */
function orNone(least: number, most: number): z.ZodType<number | null, string> {
  return z
    .string()
    .regex(/^\d{0,9}$/)
    .transform((text) => (text === '' ? null : Number(text)))
    .refine((number) => number === null || (number >= least && number <= most));
}

/** The settings of all limits. */
export const limitSettings = {
  principalConnections: limit('principal-connections', {
    help: 'connections of one principal',
    usual: '1000, 20000 on this machine alone',
    least: 1,
    most: 20_000,
  }),
  addressConnections: limit('address-connections', {
    help: 'connections from one address',
    usual: '256, 20000 on this machine alone',
    least: 1,
    most: 20_000,
  }),
  commandsPerSecond: limit('commands-per-second', {
    help: 'commands of one principal in a second, where tokens are wanted, 0 for no limit',
    usual: '5000',
    least: 0,
    most: 1_000_000,
  }),
  connections: limit('connections', {
    help: 'connections in all',
    usual: '20000',
    least: 1,
    most: 20_000,
  }),
  undurableCommands: limit('undurable-commands', {
    help: 'commands of all that are decided and not yet on the disk, one more is answered busy',
    usual: '200000',
    least: 1_000,
    most: 200_000,
  }),
  inflight: limit('inflight', {
    help: 'unanswered requests of one connection, above it the hub stops reading from it',
    usual: '4096',
    least: 1,
    most: 65_536,
  }),
  watches: limit('watches', {
    help: 'watches of one connection',
    usual: '256',
    least: 1,
    most: 10_000,
  }),
  frameBytes: limit('frame-bytes', {
    help: 'bytes of one frame that a client may send',
    usual: '65536',
    least: 65_536,
    most: 1_048_576,
  }),
  halfFrameMs: limit('half-frame-ms', {
    help: 'how long a frame may stay half sent, in milliseconds',
    usual: '10000',
    least: 1_000,
    most: 300_000,
    unit: 'milliseconds',
  }),
  requestMs: limit('request-ms', {
    help: 'how long an HTTP request may take to come, in milliseconds',
    usual: '10000',
    least: 1_000,
    most: 300_000,
    unit: 'milliseconds',
  }),
} as const satisfies Record<keyof HubLimits, object>;

/** Of all settings the limits that are given. */
export function limitsOf(config: { readonly [Name in keyof HubLimits]: number | null }): Partial<HubLimits> {
  const given = Object.entries(config).filter(([name, value]) => name in limitSettings && value !== null);
  return Object.fromEntries(given);
}
