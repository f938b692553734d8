/** What a measurement runs under: the machine as it is, or the slow tablet on a slow line. */
export interface Conditions {
  /** Said in the row; empty for the machine as it is. */
  readonly name: string
  /** Factor by which Chromium slows the page's main thread; workers are not slowed. */
  readonly cpuSlowdown: number
  readonly line: { readonly bytesPerSecond: number; readonly latencyMs: number }
}

/** 2 Mbit/s and 150 ms: DESIGN section 8. */
export const plain: Conditions = {
  name: '',
  cpuSlowdown: 1,
  line: { bytesPerSecond: 250_000, latencyMs: 150 },
}

/** CPU slowed 6 times and 200 kB/s. */
export const slow: Conditions = {
  name: 'slow: ',
  cpuSlowdown: 6,
  line: { bytesPerSecond: 200_000, latencyMs: 150 },
}
