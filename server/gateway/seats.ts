import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { HubLimits } from '../access/hub-limits.ts';
import { NamedPlaces, Places } from './places.ts';

/** Who may be connected beside whom: in all, from one address, and as one principal. */
export class Seats {
  readonly all: Places;
  readonly addresses: NamedPlaces;
  readonly principals: NamedPlaces;

  constructor({ connections, addressConnections, principalConnections }: HubLimits) {
    this.all = new Places(connections);
    this.addresses = new NamedPlaces(addressConnections);
    this.principals = new NamedPlaces(principalConnections);
  }

  /** Takes one of each. Gives what leaves them again, or says which there is none of. */
  takeFor(request: IncomingMessage, principal: string): (() => void) | string {
    const address = addressOf(request);
    if (!this.all.take()) return 'the hub has all the connections that it takes, try again';
    if (!this.addresses.take(address)) {
      this.all.leave();
      return 'there are too many connections from this address, try again';
    }
    if (!this.principals.take(principal)) {
      this.all.leave();
      this.addresses.leave(address);
      return 'the principal has too many connections, try again';
    }
    return () => {
      this.all.leave();
      this.addresses.leave(address);
      this.principals.leave(principal);
    };
  }
}

/** What stands for the address of a peer: of IPv6 the first 64 bits, which one customer has whole. */
export function addressOf({ socket }: Pick<IncomingMessage, 'socket'>): string {
  const address = socket.remoteAddress ?? '';
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const groups = address.includes('::')
    ? [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last]
    : first;
  return groups.slice(0, 4).join(':');
}
