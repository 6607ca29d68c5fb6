import { z } from 'zod';
import type { HubLimits } from './access/hub-limits.ts';

/** A whole number within these bounds, or null where nothing is given. */
function orNone(least: number, most: number): z.ZodType<number | null, string> {
  return z
    .string()
    .regex(/^\d{0,9}$/)
    .transform((text) => (text === '' ? null : Number(text)))
    .refine((number) => number === null || (number >= least && number <= most));
}

/** The settings of all limits; those that are not given have the defaults of `HubLimits`. */
export const limitSettings = {
  principalConnections: {
    flag: '--principal-connections <number>',
    env: 'FLORIN_PRINCIPAL_CONNECTIONS',
    help: 'connections of one principal; empty for 1000, or on this machine alone for 20000',
    default: '',
    schema: orNone(1, 20_000),
    wants: 'a number, 1 to 20000',
  },
  addressConnections: {
    flag: '--address-connections <number>',
    env: 'FLORIN_ADDRESS_CONNECTIONS',
    help: 'connections from one address; empty for 256, or on this machine alone for 20000',
    default: '',
    schema: orNone(1, 20_000),
    wants: 'a number, 1 to 20000',
  },
  commandsPerSecond: {
    flag: '--commands-per-second <number>',
    env: 'FLORIN_COMMANDS_PER_SECOND',
    help: 'commands of one principal in a second, where tokens are wanted; 0 for no limit; empty for 5000',
    default: '',
    schema: orNone(0, 1_000_000),
    wants: 'a number, 0 to 1000000',
  },
  connections: {
    flag: '--connections <number>',
    env: 'FLORIN_CONNECTIONS',
    help: 'connections in all; empty for 20000',
    default: '',
    schema: orNone(1, 20_000),
    wants: 'a number, 1 to 20000',
  },
  undurableCommands: {
    flag: '--undurable-commands <number>',
    env: 'FLORIN_UNDURABLE_COMMANDS',
    help: 'commands of all that are decided and not yet on the disk; one more is answered busy; empty for 200000',
    default: '',
    schema: orNone(1_000, 200_000),
    wants: 'a number, 1000 to 200000',
  },
  inflight: {
    flag: '--inflight <number>',
    env: 'FLORIN_INFLIGHT',
    help: 'unanswered requests of one connection; above it the hub stops reading from it; empty for 4096',
    default: '',
    schema: orNone(1, 65_536),
    wants: 'a number, 1 to 65536',
  },
  watches: {
    flag: '--watches <number>',
    env: 'FLORIN_WATCHES',
    help: 'watches of one connection; empty for 256',
    default: '',
    schema: orNone(1, 10_000),
    wants: 'a number, 1 to 10000',
  },
  frameBytes: {
    flag: '--frame-bytes <number>',
    env: 'FLORIN_FRAME_BYTES',
    help: 'bytes of one frame that a client may send; empty for 65536',
    default: '',
    schema: orNone(65_536, 1_048_576),
    wants: 'a number, 65536 to 1048576',
  },
  halfFrameMs: {
    flag: '--half-frame-ms <milliseconds>',
    env: 'FLORIN_HALF_FRAME_MS',
    help: 'how long a frame may stay half sent, in milliseconds; empty for 10000',
    default: '',
    schema: orNone(1_000, 300_000),
    wants: 'a number, 1000 to 300000',
  },
  requestMs: {
    flag: '--request-ms <milliseconds>',
    env: 'FLORIN_REQUEST_MS',
    help: 'how long an HTTP request may take to come, in milliseconds; empty for 10000',
    default: '',
    schema: orNone(1_000, 300_000),
    wants: 'a number, 1000 to 300000',
  },
} as const satisfies Record<keyof HubLimits, object>;

/** Of all settings the limits that are given. */
export function limitsOf(config: { readonly [Name in keyof HubLimits]: number | null }): Partial<HubLimits> {
  const given = Object.entries(config).filter(([name, value]) => name in limitSettings && value !== null);
  return Object.fromEntries(given);
}
