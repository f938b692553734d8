import { decimalText, type Decimal } from '#domain/record/decimal.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import type { Element } from '../element.ts'
import { JsonNumber } from '../json.ts'
import type { Reading } from '../reading.ts'
import type { Extension } from '../types.ts'

type Report = NonNullable<EcgReading['report']>

const URL = 'report'
const BANDS = ['highPassHz', 'lowPassHz', 'mainsHz'] as const

/** What another system shows as the conclusion: the person's words; what the cart said is marked as quoted. */
export function reportWords({ findings, impression, quotes }: Report): string {
  return [findings, impression, ...quotes.map((quote) => `“${quote}”`)].filter(Boolean).join('\n\n')
}

/** The signed report, part by part, so that it comes back as it was. When and by whom stand in the resource itself. */
export function reportOf({ findings, impression, quotes, paper, comparedWith }: Report): Extension {
  const earlier: Extension[] = comparedWith
    ? [
        { url: 'reading', valueString: comparedWith.reading },
        { url: 'startedAt', valueString: comparedWith.startedAt },
      ]
    : []
  return {
    url: URL,
    extension: [
      ...said('findings', findings),
      ...said('impression', impression),
      ...quotes.map((valueString) => ({ url: 'quote', valueString })),
      {
        url: 'paper',
        extension: [
          { url: 'layout', valueString: paper.layout },
          number('speedMmPerS', paper.speedMmPerS),
          number('gainMmPerMv', paper.gainMmPerMv),
          ...BANDS.flatMap((name) => (paper[name] ? [number(name, paper[name])] : [])),
        ],
      },
      ...(comparedWith
        ? [{ url: 'comparedWith', extension: earlier.filter((each) => each.valueString !== undefined) }]
        : []),
    ],
  }
}

/** @returns undefined where the reading was kept without a report */
export function reportIn(details: Element, reading: Reading): Report | undefined {
  const found = details.extension(URL)
  if (!found) return undefined
  const { element } = reading
  element.skip('conclusion')
  const paper = found.extension('paper')
  const compared = found.extension('comparedWith')
  const decimal = (name: string): Decimal | undefined => {
    const digits = paper?.extension(name)?.number('valueDecimal')
    return digits === undefined ? undefined : (reading.decimal(digits, 'report') ?? undefined)
  }
  const quotes = found.children('extension').filter((each) => each.peek('url') === 'quote')
  for (const quote of quotes) quote.skip('url')
  const startedAt = compared?.extension('startedAt')?.text('valueString')
  return {
    findings: words(found, 'findings'),
    impression: words(found, 'impression'),
    quotes: quotes.flatMap((quote) => quote.text('valueString') ?? []),
    signedBy: element.child('resultsInterpreter')?.text('display') ?? '',
    signedAt: element.text('issued') ?? '',
    paper: {
      layout: words(paper, 'layout'),
      speedMmPerS: decimal('speedMmPerS') ?? [0, 0],
      gainMmPerMv: decimal('gainMmPerMv') ?? [0, 0],
      ...Object.fromEntries(BANDS.flatMap((name) => (paper?.extension(name) ? [[name, decimal(name)]] : []))),
    },
    ...(compared && {
      comparedWith: { reading: words(compared, 'reading'), ...(startedAt !== undefined && { startedAt }) },
    }),
  }
}

function said(url: string, valueString: string): readonly Extension[] {
  return valueString === '' ? [] : [{ url, valueString }]
}

function number(url: string, value: Decimal): Extension {
  return { url, valueDecimal: new JsonNumber(decimalText(value)) }
}

function words(of: Element | undefined, name: string): string {
  return of?.extension(name)?.text('valueString') ?? ''
}
