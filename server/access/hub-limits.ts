import { limits } from '../limits.ts';
import { isLoopback } from '../loopback.ts';

/** What the operator of a hub sets for those who use it; a welcome tells all of it. */
export interface HubLimits {
  /** Bytes of one frame that a client may send. */
  readonly frameBytes: number;
  /** Unanswered requests of one connection. */
  readonly inflight: number;
  /** Watches of one connection. */
  readonly watches: number;
  /** Connections of one principal, WebSockets and event streams; everyone is one principal where no tokens are wanted. */
  readonly principalConnections: number;
  /** Connections from one address; of IPv6 from one network of 64 bits, for that is what one customer gets. */
  readonly addressConnections: number;
  /** Commands of one principal in a second; 0 for no limit. Those who show no token have none. */
  readonly commandsPerSecond: number;
  /** Connections in all, WebSockets and event streams. */
  readonly connections: number;
  /** Commands of all, decided and not yet durable. */
  readonly undurableCommands: number;
  /** How long a frame may stay half sent. */
  readonly halfFrameMs: number;
  /** How long an HTTP request may take to come, an upgrade's too. */
  readonly requestMs: number;
}

/** Of what only this machine can reach nobody is kept away: load tests connect by the thousand. */
export function defaultLimits(host: string): HubLimits {
  const { connections, undurableCommands, inflight, watches, frameBytes, halfFrameMs } = limits;
  return {
    frameBytes,
    inflight,
    watches,
    principalConnections: isLoopback(host) ? 20_000 : 1_000,
    addressConnections: isLoopback(host) ? 20_000 : 256,
    commandsPerSecond: 5_000,
    connections,
    undurableCommands,
    halfFrameMs,
    requestMs: limits.headersMs,
  };
}
