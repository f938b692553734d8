import { bad } from '#domain/problem.ts'
import type { Note } from '#domain/record/kinds/note.ts'
import { base64Text } from '../base64.ts'
import { codeIn, conceptText, loincConcept, ourCode, ourCodeIn } from '../concept.ts'
import type { Element } from '../element.ts'
import { baseOf, dated, flagExtension, type Item } from '../item.ts'
import { narrativeText, toNarrative } from '../narrative.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import { LOINC, ourExtension } from '../systems.ts'
import type { Composition } from '../types.ts'
import { COMPOSITION_USE, isVisitText } from './visit-text.ts'

const SENTENCE_MAX = 4000
const SENTENCES_MAX = 400
/** Sections in sections; nobody reads further down. */
const DEPTH_MAX = 8

/** A signed note: one section a sentence, so that each keeps the entries that it rests on. */
export function writeNote(item: Item<Note>): readonly [Composition] {
  const { title, sentences } = item.value
  return [
    {
      resourceType: 'Composition',
      ...baseOf(item, [flagExtension('untitled', title ? undefined : true)]),
      identifier: baseOf(item).identifier[0],
      status: item.mark === 'proposed' ? 'preliminary' : 'final',
      type: loincConcept('34109-9', 'Note'),
      category: [ourCode(COMPOSITION_USE, 'note')],
      subject: item.subject,
      encounter: item.encounter,
      ...dated('date', item.at),
      author: [item.author],
      title: title || 'Note',
      section: sentences.map(({ text, from = [] }) => ({
        text: toNarrative(text),
        entry: from.map((fact) => item.referenceTo(fact)).filter((each) => each !== undefined),
      })),
    },
  ]
}

export function readComposition(reading: Reading): void {
  const { element } = reading
  // The words of a visit are taken with the Encounter; without it they are a note like any other.
  if (isVisitText(element) && reading.encounter !== null) return
  const status = element.text('status') ?? 'final'
  if (status === 'entered-in-error') return reading.refuse(REFUSALS.status(status))
  const isOurs = element.children('category').some((each) => ourCodeIn(each, COMPOSITION_USE) === 'note')
  const untitled = element.extension(ourExtension('untitled'))?.flag('valueBoolean')
  const title = element.text('title') ?? conceptText(element.child('type'), reading)
  codeIn(element.child('type'), LOINC)
  element.child('type')?.skip('text')
  const texts = element.children('section').flatMap((each) => sectionTexts(each, isOurs, DEPTH_MAX))
  addNote(reading, untitled ? undefined : title, texts, reading.firstAt('date'))
}

function sectionTexts(section: Element, isOurs: boolean, depth: number): readonly string[] {
  const text = section.child('text')
  const div = text?.text('div')
  text?.skip('status')
  const title = isOurs ? undefined : section.text('title')
  const words = div === undefined ? '' : narrativeText(div)
  const own = title === undefined ? words : words === '' ? title : `${title}: ${words}`
  const inside =
    depth === 0 ? [] : section.children('section').flatMap((each) => sectionTexts(each, isOurs, depth - 1))
  return own === '' ? inside : [own, ...inside]
}

function addNote(
  reading: Reading,
  title: string | undefined,
  texts: readonly string[],
  at: ReturnType<Reading['firstAt']>,
): void {
  const sentences = texts
    .flatMap((text) => pieces(text))
    .map((text) => ({ text: reading.fit(text, SENTENCE_MAX) }))
  if (sentences.length === 0) return reading.refuse(REFUSALS.missing('text'))
  if (sentences.length > SENTENCES_MAX) reading.change('text-shortened', 'section')
  const words = title === undefined ? undefined : reading.fit(title, 200, 'title')
  reading.add(
    'note',
    { ...(words && { title: words }), sentences: sentences.slice(0, SENTENCES_MAX) } satisfies Note,
    at,
  )
}

function pieces(text: string): readonly string[] {
  if (text.length <= SENTENCE_MAX) return [text]
  const characters = Array.from(text)
  const count = Math.ceil(characters.length / SENTENCE_MAX)
  return Array.from({ length: count }, (_, i) =>
    characters.slice(i * SENTENCE_MAX, (i + 1) * SENTENCE_MAX).join(''),
  )
}

/** A document whose text is in the file becomes a note; one that lies elsewhere cannot. */
export function readDocumentReference(reading: Reading): void {
  const { element } = reading
  const status = element.text('status') ?? 'current'
  if (status !== 'current') return reading.refuse(REFUSALS.status(status))
  const attachments = element.children('content').flatMap((each) => each.children('attachment'))
  const texts = attachments.map(attachedText).filter((each) => each !== undefined)
  if (texts.length === 0) {
    return reading.refuse(
      bad(
        'fhir-document-elsewhere',
        'The document is no text, or its text is not in the file.',
        'Ask the sender for the document itself.',
      ),
    )
  }
  const title =
    element.text('description') ??
    attachments.map((each) => each.text('title')).find((each) => each !== undefined) ??
    conceptText(element.child('type'), reading)
  addNote(reading, title, texts, reading.firstAt('date'))
}

/** The words of an attachment of text; undefined for pictures, PDF and what lies under an address. */
function attachedText(attachment: Element): string | undefined {
  const type = String(attachment.peek('contentType') ?? '')
  const isMarkup = /^(?:text\/html|application\/xhtml\+xml)/i.test(type)
  if (!isMarkup && !/^text\/plain/i.test(type)) return undefined
  const text = base64Text(String(attachment.peek('data') ?? ''))
  if (text === null || text.trim() === '') return undefined
  attachment.skip('contentType', 'data', 'size', 'hash', 'language')
  return isMarkup ? narrativeText(text) : text
}

const REPORTED = ['partial', 'preliminary', 'final', 'amended', 'corrected', 'appended']

/** A report of others: its conclusion is a note; its results are carried one by one. */
export function readReport(reading: Reading): void {
  const { element } = reading
  const status = element.text('status') ?? 'unknown'
  if (!REPORTED.includes(status)) return reading.refuse(REFUSALS.status(status))
  for (const reference of element.children('result')) {
    const found = reading.follow(reference)
    if (found.is === 'elsewhere') reading.change('reference-unresolved', `result(${found.named})`)
  }
  const texts = [
    element.text('conclusion'),
    ...element.children('conclusionCode').map((each) => conceptText(each, reading)),
    ...element.children('presentedForm').map(attachedText),
  ].filter((each) => each !== undefined)
  if (texts.length === 0 && element.has('result')) {
    return reading.refuse(
      bad(
        'fhir-report-only-groups',
        'The report says nothing of its own; its results are carried over one by one.',
        'Nothing to do.',
      ),
    )
  }
  const period = element.child('effectivePeriod')
  const at =
    reading.firstAt('effectiveDateTime') ??
    (period && reading.at(period, 'start')) ??
    reading.firstAt('issued')
  addNote(reading, conceptText(element.child('code'), reading), texts, at)
}
