import type { Message } from '../../shared/down.ts';
import { Connection } from './connection.ts';
import type { CannotConnect } from './errors.ts';
import type { HubState } from './hub-state.ts';
import type { Settings } from './options.ts';
import { Requests } from './requests.ts';
import type { OpenSocket } from './socket.ts';
import { Watches } from './watches.ts';

/** The connection with what goes over it: requests and watches, told of its ups and downs in one order. */
export class Line {
  readonly requests: Requests;
  readonly watches: Watches;
  readonly #connection: Connection;

  constructor(url: string, open: OpenSocket, settings: Settings, onState: (state: HubState) => void) {
    this.requests = new Requests(settings);
    this.watches = new Watches(this.requests);
    this.#connection = new Connection(url, open, settings, {
      up: ({ epoch, limits }) => {
        this.requests.up({
          frameBytesMax: limits.frameBytes,
          inflightMax: limits.inflight,
          send: (frame) => this.#connection.send(frame),
        });
        this.watches.up(epoch);
      },
      message: (message) => this.#route(message),
      lost: () => {
        this.requests.lost();
        this.watches.lost();
      },
      ended: (cause) => this.#end(cause),
      state: onState,
    });
  }

  get state(): HubState {
    return this.#connection.state;
  }

  close(): Promise<void> {
    const closed = this.#connection.close();
    this.#end(undefined);
    return closed;
  }

  #end(cause: CannotConnect | undefined): void {
    this.watches.end(cause);
    this.requests.end(cause);
  }

  #route(message: Message): void {
    switch (message.t) {
      case 'tx':
      case 'balances':
      case 'snapshot':
      case 'lagged':
        this.watches.receive(message);
        break;
      case 'welcome':
        break;
      default:
        this.requests.receive(message);
    }
  }
}
