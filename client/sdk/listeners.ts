/** Listeners by event. One that throws is reported as uncaught and keeps nothing from the others. */
export class Listeners<Events extends object> {
  readonly #byEvent: { [E in keyof Events]?: Set<(value: Events[E]) => void> } = {};

  /** Returns what takes the listener off again. */
  add<E extends keyof Events>(event: E, listener: (value: Events[E]) => void): () => void {
    // A listener given twice is called twice.
    const own = (value: Events[E]): void => listener(value);
    const listeners = this.#of(event);
    listeners.add(own);
    return () => listeners.delete(own);
  }

  emit<E extends keyof Events>(event: E, value: Events[E]): void {
    for (const listener of [...this.#of(event)]) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  #of<E extends keyof Events>(event: E): Set<(value: Events[E]) => void> {
    const listeners = this.#byEvent[event] ?? new Set();
    this.#byEvent[event] = listeners;
    return listeners;
  }
}
