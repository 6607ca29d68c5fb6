import { isLoopback } from '../loopback.ts';

/** What the operator of a hub sets for each of those who use it; a welcome tells it. */
export interface HubLimits {
  /** Connections of one principal, WebSockets and event streams; everyone is one principal where no tokens are wanted. */
  readonly principalConnections: number;
  /** Connections from one address; of IPv6 from one network of 64 bits, for that is what one customer gets. */
  readonly addressConnections: number;
  /** Commands of one principal in a second; 0 for no limit. Those who show no token have none. */
  readonly commandsPerSecond: number;
}

/** Of what only this machine can reach nobody is kept away: load tests connect by the thousand. */
export function defaultLimits(host: string): HubLimits {
  return {
    principalConnections: isLoopback(host) ? 20_000 : 1_000,
    addressConnections: isLoopback(host) ? 20_000 : 256,
    commandsPerSecond: 5_000,
  };
}
