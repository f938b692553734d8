import * as v from 'valibot'
import { defineKind, partialDate, text, word } from './kind.ts'

export const SEXES = ['female', 'male', 'other', 'unknown'] as const
export type Sex = (typeof SEXES)[number]

/** Who a person is. The first stands; a change is proposed and applied once somebody has checked it. */
export const identity = defineKind({
  kind: 'identity',
  merges: 'identity',
  value: v.partial(
    v.object({
      name: word(200),
      /** Names used besides: `baby of …`, a nickname, a transliteration. */
      otherNames: v.pipe(v.array(word(200)), v.maxLength(10)),
      /** A reading that a person typed; search finds it before any dictionary's. */
      pinyin: text(200),
      sex: v.picklist(SEXES),
      birthDate: partialDate,
      deceased: v.union([v.boolean(), partialDate]),
    }),
  ),
})
export type Identity = v.InferOutput<typeof identity.value>
