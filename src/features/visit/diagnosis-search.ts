import type { Coded } from '#domain/record/kinds/kind.ts'
import type { ComboOption } from '#ui/controls/ComboBox.svelte'
import { m } from '#words/messages.js'
import { getLocale } from '#words/runtime.js'

const OFFERED_MAX = 10

/**
 * Diagnoses for what is typed: pinyin, code or words; the text as it stands is offered last. The list is fetched on
 * first use. Manifestations of the dagger system are left out: they are coded beside their cause, never alone.
 */
export async function searchDiagnoses(query: string): Promise<readonly ComboOption<Coded>[]> {
  const text = query.trim()
  if (!text) return []
  const { searchIcd } = await import('#domain/terms/icd10.ts')
  const english = getLocale() === 'en'
  const found = searchIcd(text, { limit: OFFERED_MAX })
    .filter(({ dagger }) => dagger !== '*')
    .map(({ code, zh, en, also }) => {
      const name = english && en ? en : zh
      // Who typed a common name sees it beside the one that is coded.
      const other = also.filter((each) => each.includes(text)).slice(0, 1)
      const note = [code, ...other, ...(name === zh ? [] : [zh])].join(' · ')
      return { key: code, label: name, note, value: { system: 'icd10', code, text: name } }
    })
  return [...found, { key: 'as-written', label: m.visit_as_written({ text }), value: { text } }]
}
