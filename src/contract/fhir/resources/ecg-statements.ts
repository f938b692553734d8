import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import type { Element } from '../element.ts'
import { ourCoding } from '../item.ts'
import { JsonNumber } from '../json.ts'
import type { CodeableConcept, Extension } from '../types.ts'

type Statements = NonNullable<EcgReading['statements']>
type Said = Statements['said'][number]
type ReaderFirst = NonNullable<EcgReading['readerFirst']>

const STATEMENTS = 'statements'
const READER_FIRST = 'readerFirst'

/**
 * The statements that a person took over, each coded; what they rejected or never looked at is no conclusion. The list
 * of AHA/ACC/HRS 2007 has no address of its own: its numbers go out under ours.
 */
export function conclusionCodes({ statements }: EcgReading): readonly CodeableConcept[] {
  return (statements?.said ?? []).flatMap(({ rule, code, decision, to }) => {
    if (decision === 'edited' && to !== undefined) return [{ text: to }]
    if (decision !== 'accepted') return []
    const listed = code === undefined ? [] : [ourCoding('aha-acc-hrs-2007', String(code))]
    return [{ coding: [...listed, ourCoding('ecg-statement', rule)], text: rule.replaceAll('-', ' ') }]
  })
}

/** All that a reading says of statements and of the own reading before them, so that it comes back as it was. */
export function statementsOf({ statements, readerFirst }: EcgReading): readonly Extension[] {
  return [
    ...(statements ? [{ url: STATEMENTS, extension: oursOf(statements) }] : []),
    ...(readerFirst ? [{ url: READER_FIRST, extension: ownOf(readerFirst) }] : []),
  ]
}

function oursOf({ rules, conclusion, said }: Statements): readonly Extension[] {
  return [
    { url: 'rules', valueString: rules },
    { url: 'conclusion', valueString: conclusion },
    ...said.map((one) => ({
      url: 'said',
      extension: [
        { url: 'rule', valueString: one.rule },
        ...whole('code', one.code),
        { url: 'certainty', valueString: one.certainty },
        ...one.by.map((valueString) => ({ url: 'by', valueString })),
        { url: 'decision', valueString: one.decision },
        ...(one.to === undefined ? [] : [{ url: 'to', valueString: one.to }]),
        ...whole('seconds', one.seconds),
      ],
    })),
  ]
}

function ownOf(own: ReaderFirst): readonly Extension[] {
  const { conclusion, lockedAt } = own
  return [
    ...(conclusion === undefined ? [] : [{ url: 'conclusion', valueString: conclusion }]),
    ...own.statements.map((valueString) => ({ url: 'statement', valueString })),
    ...(own.words === '' ? [] : [{ url: 'words', valueString: own.words }]),
    { url: 'openedAt', valueString: own.openedAt },
    ...(lockedAt === undefined ? [] : [{ url: 'lockedAt', valueString: lockedAt }]),
    ...whole('secondsUnaided', own.secondsUnaided),
    ...whole('secondsAided', own.secondsAided),
    { url: 'skipped', valueBoolean: own.skipped },
  ]
}

/** Larger than a FHIR integer may be: a decimal carries every whole number that a fact does. */
function whole(url: string, value: number | undefined): readonly Extension[] {
  return value === undefined ? [] : [{ url, valueDecimal: new JsonNumber(String(value)) }]
}

/** @returns empty where the reading says nothing of statements */
export function statementsIn(details: Element): Partial<Pick<EcgReading, 'statements' | 'readerFirst'>> {
  const statements = details.extension(STATEMENTS)
  const own = details.extension(READER_FIRST)
  return {
    ...(statements && {
      statements: {
        rules: words(statements, 'rules'),
        conclusion: words(statements, 'conclusion'),
        said: listed(statements, 'said').map(saidIn),
      },
    }),
    ...(own && { readerFirst: ownIn(own) }),
  }
}

function saidIn(one: Element): Said {
  const [code, seconds, to] = [wholeIn(one, 'code'), wholeIn(one, 'seconds'), wordsIn(one, 'to')]
  return {
    rule: words(one, 'rule'),
    ...(code !== undefined && { code }),
    certainty: words(one, 'certainty'),
    by: listed(one, 'by').flatMap((each) => each.text('valueString') ?? []),
    decision: words(one, 'decision'),
    ...(to !== undefined && { to }),
    ...(seconds !== undefined && { seconds }),
  }
}

function ownIn(own: Element): ReaderFirst {
  const [conclusion, lockedAt] = [wordsIn(own, 'conclusion'), wordsIn(own, 'lockedAt')]
  return {
    ...(conclusion !== undefined && { conclusion }),
    statements: listed(own, 'statement').flatMap((each) => each.text('valueString') ?? []),
    words: words(own, 'words'),
    openedAt: words(own, 'openedAt'),
    ...(lockedAt !== undefined && { lockedAt }),
    secondsUnaided: wholeIn(own, 'secondsUnaided') ?? 0,
    secondsAided: wholeIn(own, 'secondsAided') ?? 0,
    skipped: own.extension('skipped')?.flag('valueBoolean') ?? false,
  }
}

/** All extensions with this address, counted as read. */
function listed(of: Element, url: string): readonly Element[] {
  const found = of.children('extension').filter((each) => each.peek('url') === url)
  for (const each of found) each.skip('url')
  return found
}

function wholeIn(of: Element, url: string): number | undefined {
  const digits = of.extension(url)?.number('valueDecimal')
  return digits === undefined ? undefined : Number(digits)
}

function wordsIn(of: Element, url: string): string | undefined {
  return of.extension(url)?.text('valueString')
}

function words(of: Element, url: string): string {
  return wordsIn(of, url) ?? ''
}
