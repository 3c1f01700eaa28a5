/** Callbacks by signal: one listener each, however many calls share a signal. */
const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back once when the signal fires; the returned function takes that back. Node warns of a leak
 * when a signal has more than ten listeners of its own, which a host that aborts many calls at once would
 * see.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const waiting = callbacks.get(signal) ?? listenedTo(signal);
  waiting.add(callback);
  return () => {
    waiting.delete(callback);
  };
}

function listenedTo(signal: AbortSignal): Set<() => void> {
  const waiting = new Set<() => void>();
  callbacks.set(signal, waiting);
  const fire = () => {
    for (const callback of [...waiting]) callback();
    waiting.clear();
  };
  signal.addEventListener("abort", fire, { once: true });
  return waiting;
}
