import { m } from '#words/messages.js'
import { sayCode } from '../../say.ts'

/** Why two records may be one person, as a comparison gives it. */
export interface DuplicateGround {
  readonly reasons: readonly { readonly field: string; readonly level: string; readonly bits: number }[]
  readonly vetoes: readonly string[]
}

/** What agrees, the strongest first, then what differs: "same pinyin · same birth date · telephone differs". */
export function groundWords({ reasons }: DuplicateGround): string {
  const strongest = [...reasons].sort((a, b) => b.bits - a.bits)
  return strongest
    .map(({ field, level }) => sayCode('people_reason', `${field}-${level}`))
    .join(m.people_and())
}

/** What speaks for two people however much agrees, such as twins. */
export function vetoWords({ vetoes }: DuplicateGround): readonly string[] {
  return vetoes.map((veto) => sayCode('people_veto', veto))
}
