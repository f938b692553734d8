import type { Unit } from '../measured.ts'

/**
 * What the machine that recorded a tracing said of it. Kept beside what we say and never mixed with it: its numbers
 * are `extracted`, and no number of ours is ever made from them.
 */
export interface CartReading {
  /** Maker, model, serial number and program as the file names them, in this order; what it leaves out is left out. */
  readonly device: readonly string[]
  readonly measurements: readonly CartMeasurement[]
  /** In the order and the words of the file. */
  readonly statements: readonly CartStatement[]
  /** Who confirmed the reading, as the file says; null where it says nobody (a cart prints "unconfirmed"). */
  readonly confirmedBy: string | null
  /** The band the samples were filtered to before they were written; null where the file does not say. */
  readonly filter: CartFilter | null
  /** Whom the file names. A name in a file is no identity: it helps to choose the person, and never chooses. */
  readonly person: FilePerson | null
}

export interface CartMeasurement {
  readonly name: CartMeasurementName
  readonly value: number
  readonly unit: Unit
}

/** The measurements that carts print, by our names; what a cart prints beyond these is not kept. */
export const CART_MEASUREMENTS = [
  'rateBpm',
  'atrialRateBpm',
  'rrMeanMs',
  'pMs',
  'prMs',
  'qrsMs',
  'qtMs',
  'qtcMs',
  'qtcBazettMs',
  'qtcFridericiaMs',
  'qtcFraminghamMs',
  'qtcHodgesMs',
  'pAxisDeg',
  'qrsAxisDeg',
  'tAxisDeg',
  'rV5Mv',
  'sV1Mv',
  'sokolowLyonMv',
] as const
export type CartMeasurementName = (typeof CART_MEASUREMENTS)[number]

export interface CartStatement {
  readonly text: string
  /** The maker's own code, where the file has one. */
  readonly code?: string
}

export interface CartFilter {
  readonly highPassHz?: number
  readonly lowPassHz?: number
  readonly notchHz?: number
}

export interface FilePerson {
  readonly name?: string
  readonly id?: string
  readonly sex?: 'female' | 'male'
  /** `YYYY-MM-DD`, or as much of it as the file knows. */
  readonly birthDate?: string
  readonly ageYears?: number
}
