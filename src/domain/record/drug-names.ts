import type { Coded } from './kinds/kind.ts'

/** Why a medicine may be what a person is allergic to. */
export type SameSubstance =
  | { readonly by: 'name' }
  | { readonly by: 'group'; readonly rule: { readonly source: string; readonly verified: boolean } }

/**
 * Groups that are read off a name by its stem, and what people call the group. Only stems that mean one group and nothing
 * else; a name without stem is compared by itself.
 * Source: WHO, The use of stems in the selection of INN (stem book); from memory, hence not verified.
 */
const GROUPS: readonly { readonly stem: RegExp; readonly called: RegExp }[] = [
  { stem: /cillin|西林|青霉素/, called: /penicillin/ },
  { stem: /\bcef|\bceph|头孢/, called: /cephalosporin/ },
  { stem: /^sul(f|ph)a|磺胺/, called: /sul(f|ph)onamide/ },
  { stem: /oxacin\b|沙星/, called: /quinolone|喹诺酮/ },
  { stem: /cycline\b|环素/, called: /tetracyclines/ },
]
const RULE = { source: 'WHO INN stem book', verified: false }

/** Shorter names would be found in everything. */
const LATIN_MIN = 4
const HAN_MIN = 2

/**
 * Whether a medicine is, or by its name belongs to, the substance of an allergy. Names only: a trade name that does not
 * hold the substance's name is not found, and no list of ingredients is asked.
 * @returns null where nothing in the names says so
 */
export function sameSubstance(drug: Coded, substance: Coded): SameSubstance | null {
  if (drug.code !== undefined && drug.code === substance.code && drug.system === substance.system)
    return { by: 'name' }
  const [a, b] = [plain(drug.text), plain(substance.text)]
  if (a === b || holds(a, b) || holds(b, a)) return { by: 'name' }
  const group = GROUPS.some(({ stem, called }) => stem.test(a) && (called.test(b) || stem.test(b)))
  return group ? { by: 'group', rule: RULE } : null
}

function holds(whole: string, part: string): boolean {
  const least = /\p{Script=Han}/u.test(part) ? HAN_MIN : LATIN_MIN
  return part.length >= least && whole.includes(part)
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s,，、()（）]+/g, ' ')
    .trim()
}
