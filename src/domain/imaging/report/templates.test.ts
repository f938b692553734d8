import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EXAMINATION_NAMES } from './examinations.ts'
import { CODED_FINDINGS, findingNamed } from './findings.ts'
import type { ReportLanguage } from './language.ts'
import { placesToFill, rendered } from './render.ts'
import { SLOTS, type SlotName } from './slots.ts'
import type { Template } from './template.ts'
import { findingsOf, normalSet, templateNamed, TEMPLATES } from './templates.ts'
import { TERM_SETS } from './terms.ts'

const LANGUAGES: readonly ReportLanguage[] = ['en', 'zh-CN']
const ALL = Object.values(TEMPLATES).flat()

function valueFor(slot: SlotName): string {
  const { is } = SLOTS[slot]
  return is.kind === 'term' ? TERM_SETS[is.set][0]!.name : '12 mm'
}

function filledWith(template: Template, which: 'required' | 'all', language: ReportLanguage) {
  return Object.fromEntries(
    placesToFill(template, language)
      .filter(({ isRequired }) => which === 'all' || isRequired)
      .map(({ slot }) => [slot, valueFor(slot)]),
  )
}

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(ALL.map((template) => [template.name, template] as const))(
    '%s reads whole, with nothing but what must be filled and with everything',
    (_, template) => {
      for (const which of ['required', 'all'] as const) {
        const text = rendered(template, filledWith(template, which, language), language)
        expect(text).not.toBeNull()
        expect(text).not.toMatch(/[{}[\]]|undefined|null| {2}|,,|，，|：。|: \./)
        expect(text).toMatch(language === 'en' ? /^[A-Z0-9].*\.$/ : /。$/)
      }
    },
  )

  test('a sentence is not made while a place that must be filled is empty', () => {
    for (const template of ALL) {
      const must = placesToFill(template, language).filter(({ isRequired }) => isRequired)
      for (const { slot } of must) {
        const { [slot]: _, ...rest } = filledWith(template, 'all', language)
        expect(rendered(template, rest, language), `${template.name} without ${slot}`).toBeNull()
      }
    }
  })
})

test('whatever is typed into a place stands there as it is, and opens no other place', () => {
  const template = templateNamed('chest-film.lung-nodule')!
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (typed) => {
      const text = rendered(template, { zone: 'left-upper', size: typed }, 'en')
      if (typed.trim() !== '') expect(text).toContain(typed.trim())
      expect(text).toContain('left upper zone')
    }),
  )
})

test('both languages ask for the same places', () => {
  for (const template of ALL) {
    const slots = (language: ReportLanguage) => placesToFill(template, language).map(({ slot }) => slot)
    expect(slots('zh-CN'), template.name).toEqual(slots('en'))
  }
})

test('names of sentences, findings and terms are each given once', () => {
  const once = (names: readonly string[]) => expect(names.toSorted()).toEqual([...new Set(names)].toSorted())
  once(ALL.map(({ name }) => name))
  once(CODED_FINDINGS.map(({ name }) => name))
  for (const terms of Object.values(TERM_SETS)) once(terms.map(({ name }) => name))
})

test('every examination has normal lines and coded findings, and every coded finding has a sentence', () => {
  for (const name of EXAMINATION_NAMES) {
    expect(normalSet(name).length, name).toBeGreaterThan(0)
    expect(findingsOf(name).length, name).toBeGreaterThan(0)
    for (const finding of findingsOf(name)) expect(findingNamed(finding), finding).not.toBeNull()
  }
  const said = new Set(EXAMINATION_NAMES.flatMap(findingsOf))
  expect(CODED_FINDINGS.filter(({ name }) => !said.has(name)).map(({ name }) => name)).toEqual([])
})

test('normal lines need nothing filled: they are proposed as they stand', () => {
  for (const examination of EXAMINATION_NAMES)
    for (const template of normalSet(examination)) expect(rendered(template, {}, 'zh-CN')).not.toBeNull()
})

test('codes of others look as those lists write them', () => {
  for (const { icd10, radlex } of CODED_FINDINGS) {
    if (icd10) expect(icd10).toMatch(/^[A-Z]\d\d(\.\d)?$/)
    if (radlex) expect(radlex).toMatch(/^RID\d+$/)
  }
})
