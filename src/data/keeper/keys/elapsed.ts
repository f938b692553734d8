/** Milliseconds that this process has seen pass; only differences of it say anything. */
export function elapsedMs(machine: { elapsedMs?(): number }): number {
  return machine.elapsedMs?.() ?? performance.now()
}
