import { metaOf, type DataFile } from './data-file.ts'
import { entryOf, readKnowledge, sourcesOf } from './knowledge.ts'

/** Entries whose criteria statement rules follow. */
const SOURCES = [
  'ecg.normal.adult',
  'ecg.normal.child',
  'ecg.twave.child',
  'ecg.qtc.limits',
  'ecg.axis',
  'ecg.axis.class',
  'ecg.lvh.sokolow',
  'ecg.lvh.cornell',
  'ecg.lvh.cornell_product',
  'ecg.lvh.romhilt',
  'ecg.rvh',
  'ecg.atrial',
  'ecg.rbbb',
  'ecg.lbbb',
  'ecg.lafb',
  'ecg.lpfb',
  'ecg.ivcd',
  'ecg.wpw',
  'ecg.stemi',
  'ecg.sgarbossa',
  'ecg.q_waves',
  'ecg.wellens',
  'ecg.dewinter',
  'ecg.brugada1',
  'ecg.early_repol',
  'ecg.avblock',
  'ecg.rhythm',
  'ecg.pacing',
  'ecg.lead_reversal',
  'ecg.low_voltage',
  'ecg.r_progression',
  'ecg.electrolytes',
  'ecg.quality',
  'ecg.statements',
]

interface Term {
  readonly code: number
  readonly cat?: string
  readonly group?: string
  readonly en: string
  readonly zh?: string
}

/** The statement list of AHA/ACC/HRS 2007 and the sources of the rules that make its statements (knowledge file 01). */
export function ecgStatementFiles(shared: string): DataFile[] {
  const entries = readKnowledge(shared, '01-ecg.json')
  const { rule, source, verified } = entryOf(entries, 'ecg.statements')
  const terms = (list: string) => (rule[list] as readonly Term[]).map(termOf)
  const licence = 'Apache-2.0 (compilation of this project; codes and wording are those of the source named)'
  return [
    {
      path: 'src/domain/ecg/statements/data/aha-statements.json',
      content: {
        meta: metaOf(
          `knowledge/01-ecg.json, entry ecg.statements: ${source}`,
          licence,
          `Verified by two sources: ${verified ? 'yes' : 'no'}. A repeated code is left out where it comes second.`,
        ),
        categories: rule['categories'],
        primary: terms('primary'),
        secondary: terms('secondary'),
        modifiers: withoutRepeats(terms('modifiers')),
      },
    },
    {
      path: 'src/domain/ecg/statements/data/rule-sources.json',
      content: {
        meta: metaOf('knowledge/01-ecg.json; the source of each rule stands under "rules"', licence),
        rules: sourcesOf(entries, SOURCES),
      },
    },
  ]
}

function termOf({ code, cat, group, en, zh }: Term): {
  readonly code: number
  readonly [key: string]: string | number
} {
  return {
    code,
    ...(cat === undefined ? {} : { category: cat }),
    ...(group === undefined ? {} : { group }),
    en,
    ...(zh === undefined ? {} : { zh }),
  }
}

/** In the list code 310 stands twice: which word it belongs to is not settled, so the second is not taken. */
function withoutRepeats<T extends { readonly code: number }>(terms: readonly T[]): T[] {
  return terms.filter(({ code }, i) => terms.findIndex((other) => other.code === code) === i)
}
