import type { Coded } from '#domain/record/kinds/kind.ts'
import type { ComboOption } from '#ui/controls/ComboBox.svelte'
import { sayCode } from '#ui/say.ts'
import { getLocale } from '#words/runtime.js'
import type { FormKind } from './fact-forms.ts'

const OFFERED_MAX = 12

/** What people here are allergic to most often: offered first, anything else is written as it is. */
const ALLERGENS = [
  'penicillin',
  'cephalosporin',
  'sulfonamide',
  'aspirin',
  'ibuprofen',
  'streptomycin',
  'iodine-contrast',
  'tetanus-antitoxin',
  'seafood',
  'egg',
  'milk',
  'peanut',
  'pollen',
  'dust-mite',
  'alcohol',
] as const

const TESTS = [
  'glucose',
  'hba1c',
  'haemoglobin',
  'creatinine',
  'potassium',
  'cholesterol',
  'urine-protein',
] as const

/** Suggestions for a field with words and a code. Diagnoses come with pinyin search; their list is fetched on use. */
export async function searchTerms(kind: FormKind, query: string): Promise<readonly ComboOption<Coded>[]> {
  if (kind === 'problem') return diagnoses(query)
  if (kind === 'allergy') return known('chart_allergen', ALLERGENS, query)
  return kind === 'result' ? known('chart_test', TESTS, query) : []
}

async function diagnoses(query: string): Promise<readonly ComboOption<Coded>[]> {
  const { searchIcd } = await import('#domain/terms/icd10.ts')
  const english = getLocale() === 'en'
  return searchIcd(query, { limit: OFFERED_MAX }).map(({ code, zh, en }) => {
    const text = english && en ? en : zh
    return { key: code, label: text, note: code, value: { system: 'icd10', code, text } }
  })
}

function known(prefix: string, codes: readonly string[], query: string): readonly ComboOption<Coded>[] {
  const asked = query.trim().toLowerCase()
  return codes
    .map((code) => ({ code, text: sayCode(prefix, code) }))
    .filter(({ code, text }) => `${code} ${text}`.toLowerCase().includes(asked))
    .map(({ code, text }) => ({ key: code, label: text, value: { text } }))
}
