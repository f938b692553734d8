/**
 * Inverse discrete cosine transform of 8 × 8 coefficients in place, by rows and columns (ISO 10918-1 A.3.3), with the
 * factors of Arai, Agui and Nakajima (1988): five multiplications a line instead of 64.
 */
export function inverseDct(block: Float64Array): void {
  for (let i = 0; i < 64; i += 1) block[i] = (block[i] ?? 0) * (SCALE[i] ?? 0)
  for (let i = 0; i < 8; i += 1) inverseLine(block, i, 8)
  for (let i = 0; i < 64; i += 8) inverseLine(block, i, 1)
}

const ROOT = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => (k === 0 ? 1 : Math.SQRT2 * Math.cos((k * Math.PI) / 16)))
const SCALE = Float64Array.from({ length: 64 }, (_, i) => ((ROOT[i >> 3] ?? 0) * (ROOT[i & 7] ?? 0)) / 8)

/** 2 cos(π/8), 2 (cos(π/8) − cos(3π/8)), 2 (cos(π/8) + cos(3π/8)). */
const C2 = 2 * Math.cos(Math.PI / 8)
const C2_MINUS_C6 = 2 * (Math.cos(Math.PI / 8) - Math.cos((3 * Math.PI) / 8))
const C2_PLUS_C6 = 2 * (Math.cos(Math.PI / 8) + Math.cos((3 * Math.PI) / 8))

function inverseLine(block: Float64Array, at: number, step: number): void {
  const get = (k: number) => block[at + k * step] ?? 0
  const even = get(0) + get(4)
  const evenLess = get(0) - get(4)
  const middle = get(2) + get(6)
  const middleLess = (get(2) - get(6)) * Math.SQRT2 - middle
  const e0 = even + middle
  const e3 = even - middle
  const e1 = evenLess + middleLess
  const e2 = evenLess - middleLess

  const z13 = get(5) + get(3)
  const z10 = get(5) - get(3)
  const z11 = get(1) + get(7)
  const z12 = get(1) - get(7)
  const z5 = (z10 + z12) * C2
  const o0 = z11 + z13
  const o1 = z5 - z10 * C2_PLUS_C6 - o0
  const o2 = (z11 - z13) * Math.SQRT2 - o1
  const o3 = z5 - z12 * C2_MINUS_C6 - o2

  block[at] = e0 + o0
  block[at + 7 * step] = e0 - o0
  block[at + step] = e1 + o1
  block[at + 6 * step] = e1 - o1
  block[at + 2 * step] = e2 + o2
  block[at + 5 * step] = e2 - o2
  block[at + 3 * step] = e3 + o3
  block[at + 4 * step] = e3 - o3
}
