import { evaluate } from './evaluate.ts'
import type { Facts } from './facts.ts'
import { all, any, atLeast, atMost, is, type Condition } from './rule.ts'
import type { Contradiction } from './statement.ts'

/** Two voices on one question: where both conditions hold, they contradict one another. */
interface ContradictionRule {
  readonly name: string
  readonly sides: readonly { readonly by: string; readonly says: string; readonly when: Condition }[]
}

const RHYTHM_PACK = 'ecg-rhythm-1lead'
const pWaves = atLeast('pShare', 70)
const noPWaves = atMost('pShare', 20)

/** Own rules of this house: what two voices cannot both be right about. */
export const CONTRADICTIONS: readonly ContradictionRule[] = [
  {
    name: 'rhythm-af-against-p-waves',
    sides: [
      { by: RHYTHM_PACK, says: 'A', when: is('rhythm.label', 'A') },
      { by: 'rules', says: 'sinus-rhythm', when: all(pWaves, is('rrIrregular', false)) },
    ],
  },
  {
    name: 'rhythm-af-against-regular',
    sides: [
      { by: RHYTHM_PACK, says: 'A', when: is('rhythm.label', 'A') },
      {
        by: 'rules',
        says: 'uncertain-supraventricular-rhythm',
        when: all(
          is('rrSteady', true),
          atLeast('rhythmRegularity', 0.95),
          any(noPWaves, atMost('pShare', 69)),
        ),
      },
    ],
  },
  {
    name: 'rhythm-normal-against-af',
    sides: [
      { by: RHYTHM_PACK, says: 'N', when: is('rhythm.label', 'N') },
      { by: 'rules', says: 'atrial-fibrillation', when: all(is('rrIrregular', true), noPWaves) },
    ],
  },
  {
    name: 'p-waves-model-against-signal',
    sides: [
      { by: 'ecg-delineate', says: 'p-waves', when: atLeast('waves.pShare', 80) },
      { by: 'rules', says: 'no-p-waves', when: noPWaves },
    ],
  },
  {
    name: 'no-p-waves-model-against-signal',
    sides: [
      { by: 'ecg-delineate', says: 'no-p-waves', when: atMost('waves.pShare', 20) },
      { by: 'rules', says: 'p-waves', when: atLeast('pShare', 80) },
    ],
  },
  {
    name: 'beats-model-against-shape',
    sides: [
      { by: 'ecg-beats', says: 'V', when: atLeast('v.opposedByShape', 1) },
      { by: 'rules', says: 'usual-beats', when: atLeast('v.opposedByShape', 1) },
    ],
  },
  {
    name: 'quality-model-against-signal',
    sides: [
      { by: 'ecg-quality', says: 'unacceptable', when: is('quality.acceptable', false) },
      { by: 'rules', says: 'readable', when: atLeast('readableShare', 90) },
    ],
  },
]

const NO_RULES = { stands: () => null }

/** The questions on which two voices disagree on this tracing. */
export function contradictionsOf(facts: Facts): Contradiction[] {
  return CONTRADICTIONS.flatMap(({ name, sides }) => {
    const found = sides.map(({ when }) => evaluate(when, facts, NO_RULES))
    if (found.some(({ truth }) => truth !== true)) return []
    return [
      {
        name,
        sides: sides.map(({ by, says }, i) => ({
          by,
          says,
          evidence: found[i]!.evidence.filter(({ holds }) => holds === true),
        })),
      },
    ]
  })
}
