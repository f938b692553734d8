/**
 * How WFDB stores samples: one entry a storage format.
 * Source: WFDB Applications Guide, "signal(5)".
 */
export interface SignalFormat {
  /** Samples that this many bytes hold. */
  samplesIn(byteCount: number): number
  /** Sample number k, counted over all signals of the file as they lie interleaved. */
  sampleAt(view: DataView, k: number): number
  /** The value that means "no sample here"; null where the format has none. */
  readonly invalid: number | null
  /** Stored as differences to the sample before. */
  readonly differences?: true
}

const signed = (value: number, bits: number): number => (value << (32 - bits)) >> (32 - bits)

export const SIGNAL_FORMATS: ReadonlyMap<number, SignalFormat> = new Map<number, SignalFormat>([
  [8, { samplesIn: (n) => n, sampleAt: (view, k) => view.getInt8(k), invalid: null, differences: true }],
  [
    16,
    {
      samplesIn: (n) => Math.floor(n / 2),
      sampleAt: (view, k) => view.getInt16(k * 2, true),
      invalid: -32768,
    },
  ],
  [
    24,
    {
      samplesIn: (n) => Math.floor(n / 3),
      sampleAt: (view, k) => (view.getInt8(k * 3 + 2) << 16) | view.getUint16(k * 3, true),
      invalid: -8388608,
    },
  ],
  [
    32,
    {
      samplesIn: (n) => Math.floor(n / 4),
      sampleAt: (view, k) => view.getInt32(k * 4, true),
      invalid: -2147483648,
    },
  ],
  [
    61,
    {
      samplesIn: (n) => Math.floor(n / 2),
      sampleAt: (view, k) => view.getInt16(k * 2, false),
      invalid: -32768,
    },
  ],
  [80, { samplesIn: (n) => n, sampleAt: (view, k) => view.getUint8(k) - 128, invalid: -128 }],
  [
    160,
    {
      samplesIn: (n) => Math.floor(n / 2),
      sampleAt: (view, k) => view.getUint16(k * 2, true) - 32768,
      invalid: -32768,
    },
  ],
  [
    212,
    {
      samplesIn: (n) => Math.floor(n / 3) * 2 + (n % 3 === 2 ? 1 : 0),
      sampleAt: (view, k) => {
        const at = (k >> 1) * 3
        const middle = view.getUint8(at + 1)
        return k % 2 === 0
          ? signed(((middle & 0x0f) << 8) | view.getUint8(at), 12)
          : signed(((middle & 0xf0) << 4) | view.getUint8(at + 2), 12)
      },
      invalid: -2048,
    },
  ],
  [
    310,
    {
      samplesIn: (n) => Math.floor(n / 4) * 3 + (n % 4 >= 2 ? 1 : 0),
      sampleAt: (view, k) => {
        const at = Math.floor(k / 3) * 4
        if (k % 3 === 0) return signed(view.getUint16(at, true) >> 1, 10)
        if (k % 3 === 1) return signed(view.getUint16(at + 2, true) >> 1, 10)
        return signed((view.getUint16(at, true) >> 11) | ((view.getUint16(at + 2, true) >> 11) << 5), 10)
      },
      invalid: -512,
    },
  ],
  [
    311,
    {
      samplesIn: (n) => Math.floor(n / 4) * 3 + Math.max(0, (n % 4) - 1),
      sampleAt: (view, k) => {
        const at = Math.floor(k / 3) * 4
        if (k % 3 === 0) return signed(view.getUint16(at, true), 10)
        if (k % 3 === 1) return signed((view.getUint16(at + 1, true) >> 2) & 0x3ff, 10)
        return signed(view.getUint16(at + 2, true) >> 4, 10)
      },
      invalid: -512,
    },
  ],
])

/** Storage as the channels of a FLAC stream. */
export interface FlacStorage {
  readonly bits: number
  readonly invalid: number
}

export const FLAC_FORMATS: ReadonlyMap<number, FlacStorage> = new Map([
  [508, { bits: 8, invalid: -128 }],
  [516, { bits: 16, invalid: -32768 }],
  [524, { bits: 24, invalid: -8388608 }],
])
