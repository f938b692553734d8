import type { PackManifest } from '#contract/pack.ts'
import type { Outcome } from '#domain/problem.ts'
import { ProblemError } from './problem-error.ts'
import type { OpenPack, Tensors } from './runtime.ts'

/** Largest absolute difference by quantity: an output's name, or what is made of several outputs. */
export type Differences = Readonly<Record<string, number>>

/** What one golden case gave. */
export interface GoldenResult {
  readonly name: string
  /** Null where the case was refused although it should have run, or the other way round. */
  readonly outputs: readonly Tensors[] | null
  readonly differences: Differences
  /** The answer in few numbers: engines that give the same to every case are broken. */
  readonly answer: readonly number[]
}

/** Zeros with a full mask: what the network gets to warm up, and in rhythm cases refused before it. */
export function quietInputs({ inputs }: Pick<PackManifest, 'inputs'>): Tensors {
  return Object.fromEntries(
    inputs.map(({ name, shape }) => {
      const size = shape.reduce((product, n) => product * n, 1)
      return [name, { shape, data: new Float32Array(size).fill(name === 'mask' ? 1 : 0) }]
    }),
  )
}

/** Largest absolute difference; infinite where lengths differ or a value is no number. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!)
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference
  }
  return largest
}

/** @throws ProblemError */
export async function goldenCase<T>(
  pack: OpenPack,
  path: string,
  parse: (json: string) => Outcome<T>,
): Promise<T> {
  const parsed = parse(new TextDecoder().decode(await pack.file(path)))
  if (parsed.ok) return parsed.value
  throw new ProblemError(parsed.problem)
}
