/**
 * z-score of a measurement by the LMS method.
 * Source: WHO Child Growth Standards 2006, Methods and development, ch. 7 (knowledge growth.z, verified).
 */
export interface Lms {
  readonly l: number
  readonly m: number
  readonly s: number
}

/**
 * @param x above 0, in the unit of the table
 * @param restricted beyond 3 the distance to a standard deviation is that between 2 and 3: for indicators with weight,
 *   whose far tails no child of the reference reached
 */
export function lmsZ(x: number, lms: Lms, restricted: boolean): number {
  const z = lms.l === 0 ? Math.log(x / lms.m) / lms.s : ((x / lms.m) ** lms.l - 1) / (lms.l * lms.s)
  if (!restricted || Math.abs(z) <= 3) return z
  const side = Math.sign(z)
  const third = valueAtZ(3 * side, lms)
  const step = Math.abs(third - valueAtZ(2 * side, lms))
  return 3 * side + (x - third) / step
}

/** The measurement at z: what a growth chart draws. */
export function valueAtZ(z: number, { l, m, s }: Lms): number {
  return l === 0 ? m * Math.exp(s * z) : m * (1 + l * s * z) ** (1 / l)
}
