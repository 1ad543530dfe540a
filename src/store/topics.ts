import { toText } from './text';

type Listener = (message: unknown) => void;

/** Hands messages to those who listen, in the same turn. */
export class Topics {
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(private readonly onTrouble: (trouble: string) => void) {}

  publish(topic: string, message: unknown): void {
    const text = toText(topic, message);
    for (const listener of [...(this.#listeners.get(topic) ?? [])]) {
      try {
        listener(JSON.parse(text));
      } catch (error) {
        this.onTrouble(`A listener to '${topic}' failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  /** Returns what ends the subscription. */
  subscribe(topic: string, listener: Listener): () => void {
    // A wrapper of its own, so that the same function may listen twice and stop once.
    const own: Listener = (message) => listener(message);
    let listeners = this.#listeners.get(topic);
    if (!listeners) this.#listeners.set(topic, (listeners = new Set()));
    listeners.add(own);
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
    };
  }
}
