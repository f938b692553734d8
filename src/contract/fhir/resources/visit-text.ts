import type { Encounter as Visit } from '#domain/record/kinds/encounter.ts'
import { loincConcept, codeIn, ourCode, ourCodeIn } from '../concept.ts'
import type { Element } from '../element.ts'
import { dated, type Item } from '../item.ts'
import { narrativeText, toNarrative } from '../narrative.ts'
import type { Reading } from '../reading.ts'
import { LOINC } from '../systems.ts'
import type { Composition, Reference } from '../types.ts'

export const COMPOSITION_USE = 'composition-use'

type History = NonNullable<Visit['history']>

/** The parts of a visit that are words, each with its section. LOINC section codes as C-CDA uses them. */
const SECTIONS: readonly {
  readonly code: string
  readonly display: string
  readonly max: number
  readonly part: keyof History | 'examination' | 'plan'
}[] = [
  { code: '10164-2', display: 'History of Present illness Narrative', max: 8000, part: 'presentIllness' },
  { code: '11348-0', display: 'History of Past illness Narrative', max: 4000, part: 'past' },
  { code: '10157-6', display: 'History of family member diseases Narrative', max: 2000, part: 'family' },
  { code: '29762-2', display: 'Social history Narrative', max: 2000, part: 'social' },
  { code: '49033-4', display: 'Menstrual History', max: 1000, part: 'menstrual' },
  { code: '29545-1', display: 'Physical findings Narrative', max: 8000, part: 'examination' },
  { code: '18776-5', display: 'Plan of care note', max: 8000, part: 'plan' },
]

function textOf(visit: Visit, part: (typeof SECTIONS)[number]['part']): string | undefined {
  return part === 'examination' || part === 'plan' ? visit[part] : visit.history?.[part]
}

/** The Composition of a visit; none where nothing is written. */
export function writeVisitText(item: Item<Visit>, encounter: Reference): readonly Composition[] {
  const section = SECTIONS.flatMap(({ code, display, part }) => {
    const text = textOf(item.value, part)
    return text ? [{ title: display, code: loincConcept(code, display), text: toNarrative(text) }] : []
  })
  if (section.length === 0) return []
  return [
    {
      resourceType: 'Composition',
      id: `${item.id}-text`,
      status: item.mark === 'proposed' ? 'preliminary' : 'final',
      type: loincConcept('11488-4', 'Consult note'),
      category: [ourCode(COMPOSITION_USE, 'visit')],
      subject: item.subject,
      encounter,
      ...dated('date', item.at),
      author: [item.author],
      title: 'Visit',
      section,
    },
  ]
}

/** Whether a Composition holds the words of a visit of ours and is carried with it. */
export function isVisitText(composition: Element): boolean {
  return composition.children('category').some((each) => ourCodeIn(each, COMPOSITION_USE) === 'visit')
}

export function readVisitText(reading: Reading): Pick<Visit, 'history' | 'examination' | 'plan'> {
  const texts: Partial<Record<(typeof SECTIONS)[number]['part'], string>> = {}
  for (const { element } of reading.index.belongingTo(reading.entry, 'Composition')) {
    if (!isVisitText(element)) continue
    element.skip('status', 'type', 'date', '_date', 'author', 'title')
    for (const section of element.children('section')) takeSection(section, texts, reading)
  }
  const { examination, plan, ...history } = texts
  return {
    ...(Object.keys(history).length > 0 && { history }),
    ...(examination !== undefined && { examination }),
    ...(plan !== undefined && { plan }),
  }
}

function takeSection(section: Element, texts: Record<string, string>, reading: Reading): void {
  const code = codeIn(section.child('code'), LOINC)
  const known = SECTIONS.find((each) => each.code === code)
  const div = known && section.child('text')?.text('div')
  if (!known || div === undefined) return
  section.child('code')?.skip('text')
  section.child('text')?.skip('status')
  section.skip('title')
  texts[known.part] = reading.fit(narrativeText(div), known.max, 'section')
}
