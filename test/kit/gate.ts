/** A promise that the test opens: what a script waits for instead of sleeping. */
export interface Gate extends Promise<void> { open(): void }

export function gate(): Gate {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => { open = resolve; });
  return Object.assign(promise, { open: () => open() });
}
