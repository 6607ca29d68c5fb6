import type { Page, WebSocketRoute } from 'playwright-core';

/** The connections of a page, in the hands of the test. */
export class Wire {
  /** While it is cut, nothing connects. */
  #isCut = false;
  /** While it is mute, the hub hears the page and the page does not hear the hub. */
  isMute = false;
  /** While it is clogged, the page hears the hub, and nothing that the page says arrives. */
  isClogged = false;
  readonly #open = new Set<WebSocketRoute>();

  private constructor() {}

  /** Takes the connections of a page in hand, from the next time that it is loaded. */
  static async of(page: Page): Promise<Wire> {
    const wire = new Wire();
    await page.routeWebSocket('**/ws', (socket) => wire.#connect(socket));
    await page.reload();
    return wire;
  }

  async cut(): Promise<void> {
    this.#isCut = true;
    await Promise.all([...this.#open].map((socket) => socket.close({ code: 1012, reason: 'cut' })));
  }

  mend(): void {
    this.#isCut = false;
  }

  #connect(socket: WebSocketRoute): void {
    if (this.#isCut) {
      void socket.close({ code: 1012, reason: 'cut' });
      return;
    }
    const hub = socket.connectToServer();
    this.#open.add(socket);
    hub.onMessage((message) => {
      if (!this.isMute) socket.send(message);
    });
    socket.onMessage((message) => {
      if (!this.isClogged) hub.send(message);
    });
    socket.onClose(async (code, reason) => {
      this.#open.delete(socket);
      await hub.close({ ...(code === undefined ? {} : { code }), reason: reason ?? '' });
    });
  }
}
