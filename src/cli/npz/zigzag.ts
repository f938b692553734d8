import type { Npz } from '../npz.ts'

/**
 * Samples as our data sets keep them: differences to the sample before (the first to 0), zigzag-coded, low and
 * high bytes in two arrays.
 * Source: README of `../shared/data/ecg`.
 */
export class ZigzagSignals {
  readonly #low: Uint8Array
  readonly #high: ArrayLike<number>
  /** Counts per millivolt. */
  readonly gainPerMv: number
  /** Of the flat arrays, time last. */
  readonly shape: readonly number[]

  constructor(npz: Npz) {
    const lsbUv = npz.numbers('lsb_uv')[0]!
    this.gainPerMv = 1000 / lsbUv
    const { shape, values } = npz.array('lo')
    this.shape = shape
    this.#low = values as Uint8Array
    this.#high = npz.numbers('hi')
  }

  /** Millivolts of `count` samples from place `from` of the flat arrays. */
  millivolts(from: number, count: number): Float32Array {
    const samplesMv = new Float32Array(count)
    let value = 0
    for (let i = 0; i < count; i++) {
      const z = this.#low[from + i]! | (this.#high[from + i]! << 8)
      value += (z >> 1) ^ -(z & 1)
      samplesMv[i] = value / this.gainPerMv
    }
    return samplesMv
  }
}
