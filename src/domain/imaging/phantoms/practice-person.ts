import { createRandom } from '#domain/random.ts'
import type { DrawnPhantom } from './drawn.ts'

/** Names that stand for nobody, as John Doe does. */
const NAMES = [
  ['Zhang^San', '张^三'],
  ['Li^Si', '李^四'],
  ['Wang^Wu', '王^五'],
  ['Zhao^Liu', '赵^六'],
] as const

/** Somebody who does not exist, and a day on which nothing was examined; the same for the same seed. */
export function practicePerson(seed: number, purpose: string): Pick<DrawnPhantom, 'person' | 'startedAt'> {
  const random = createRandom(seed, `person ${purpose}`)
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const day = (year: number): string => `${year}-${two(random.between(1, 13))}-${two(random.between(1, 29))}`
  return {
    person: {
      names: [...NAMES[Math.floor(random.uniform() * NAMES.length)]!],
      id: `PRACTICE-${seed}`,
      birthDate: day(1950 + Math.floor(random.uniform() * 50)),
      sex: random.uniform() < 0.5 ? 'female' : 'male',
    },
    startedAt: `${day(2025)}T${two(random.between(8, 18))}:${two(random.between(0, 60))}:00`,
  }
}
