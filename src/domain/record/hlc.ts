/**
 * Hybrid logical clock: milliseconds and a counter. It orders what is displayed and never decides anything clinical.
 * Source: Kulkarni et al., Logical Physical Clocks, OPODIS 2014; clamp after `anchors/records-sync-hub.md` 2.1.
 */
export interface Hlc {
  readonly ms: number
  readonly counter: number
}

/** A remote clock further ahead than this moves ours no more: its time is shown as untrusted. */
const AHEAD_MAX_MS = 5 * 60_000
const COUNTER_MAX = 0xffff

/** The next reading of our own clock, later than every reading before it even when the clock was set back. */
export function tick(last: Hlc, nowMs: number): Hlc {
  if (nowMs > last.ms) return { ms: nowMs, counter: 0 }
  if (last.counter < COUNTER_MAX) return { ms: last.ms, counter: last.counter + 1 }
  return { ms: last.ms + 1, counter: 0 }
}

/** Our clock after seeing a remote one; a clock that is years ahead disturbs nobody's order but its own. */
export function observe(last: Hlc, remote: Hlc, nowMs: number): Hlc {
  const trusted = remote.ms <= nowMs + AHEAD_MAX_MS
  return trusted && compareHlc(remote, last) > 0 ? remote : last
}

export function compareHlc(a: Hlc, b: Hlc): number {
  return a.ms - b.ms || a.counter - b.counter
}
