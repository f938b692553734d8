import type { ClaimMap, EcgClaims } from '#domain/ecg/claims.ts'
import type { Statement } from '#domain/ecg/statements/statement.ts'

/** What a pack looked at for one label, and how sure it was: the one is never shown without the other. */
export interface ShownMap {
  readonly key: string
  readonly pack: string
  /** The pack's own label. */
  readonly label: string
  readonly probability: number
  readonly cam: ClaimMap
}

/** Every map that can be drawn; a pack that was refused has none. */
export function mapsOf({ rhythm, findings }: EcgClaims): readonly ShownMap[] {
  const shown: ShownMap[] = []
  if (rhythm?.cam && rhythm.label && rhythm.probabilities && rhythm.refused === null) {
    const { pack, label, cam } = rhythm
    shown.push({ key: `rhythm.${label}`, pack, label, probability: rhythm.probabilities[label], cam })
  }
  if (findings && findings.refused === null)
    for (const { label, probability, positive, cam } of findings.labels)
      if (positive && cam)
        shown.push({ key: `findings.${label}`, pack: findings.pack, label, probability, cam })
  return shown
}

/** The maps of what a statement rests on: evidence names a pack's label as `rhythm.A`, `findings.STTC`. */
export function mapsBehind(
  { evidence }: Pick<Statement, 'evidence'>,
  claims: EcgClaims,
): readonly ShownMap[] {
  const inputs = new Set(
    evidence.flatMap(({ input, threshold }) => [input, `${input.split('.')[0]}.${String(threshold)}`]),
  )
  return mapsOf(claims).filter(({ key }) => inputs.has(key))
}
