/** Listeners by event. One that throws is reported as uncaught and keeps nothing from the others. */
export class Listeners<Events extends object> {
  /** Lists are never changed, only replaced: a listener may come or go while all are told. */
  readonly #byEvent: { [E in keyof Events]?: readonly ((value: Events[E]) => void)[] } = {};

  /** Returns what takes the listener off again. */
  add<E extends keyof Events>(event: E, listener: (value: Events[E]) => void): () => void {
    // A listener given twice is called twice.
    const own = (value: Events[E]): void => listener(value);
    this.#byEvent[event] = [...this.#of(event), own];
    return () => {
      this.#byEvent[event] = this.#of(event).filter((each) => each !== own);
    };
  }

  emit<E extends keyof Events>(event: E, value: Events[E]): void {
    for (const listener of this.#of(event)) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  #of<E extends keyof Events>(event: E): readonly ((value: Events[E]) => void)[] {
    return this.#byEvent[event] ?? [];
  }
}
