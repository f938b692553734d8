import { metaOf, type DataFile } from './data-file.ts'
import { bySex, entryOf, readKnowledge, sourcesOf, type KnowledgeEntry } from './knowledge.ts'

const RULES = [
  'ecg.normal.adult',
  'ecg.normal.child',
  'ecg.axis.class',
  'ecg.qtc.limits',
  'ecg.lvh.sokolow',
  'ecg.lvh.cornell',
]

/** Limits of the numbers that an ECG gives, by age and sex (knowledge file 01). */
export function ecgLimitFiles(shared: string): DataFile[] {
  const entries = readKnowledge(shared, '01-ecg.json')
  return [
    {
      path: 'src/domain/ecg/limits/data/ecg-limits.json',
      content: {
        meta: metaOf(
          'knowledge/01-ecg.json; the source of each rule stands under "rules"',
          'Apache-2.0 (compilation of this project; the limits themselves are facts of the sources named)',
          'Children: 2nd and 98th percentile by age in months (from, below) and sex. Axis: degrees by age in months.',
        ),
        rules: sourcesOf(entries, RULES),
        adult: adultOf(entryOf(entries, 'ecg.normal.adult')),
        children: childrenOf(entryOf(entries, 'ecg.normal.child')),
        axis: axisOf(entryOf(entries, 'ecg.axis.class')),
        qtc: qtcOf(entryOf(entries, 'ecg.qtc.limits')),
        voltage: {
          sokolowLyonMv: sokolowOf(entryOf(entries, 'ecg.lvh.sokolow')),
          cornellMv: cornellOf(entryOf(entries, 'ecg.lvh.cornell')),
        },
      },
    },
  ]
}

function adultOf({ rule }: KnowledgeEntry): object {
  const qrs = rule['qrs_ms'] as { readonly normal_lt: number; readonly bbb_ge: number }
  const [chinaLow, chinaHigh] = numbersIn(rule['china_note'], /report (\d+) to (\d+)/)
  return {
    rateBpm: rule['heart_rate_bpm'],
    rateBpmChina: [chinaLow, chinaHigh],
    pMsBelow: rule['p_duration_ms_lt'],
    prMs: rule['pr_ms'],
    qrsMsBelow: qrs.normal_lt,
    qrsMsBlock: qrs.bbb_ge,
  }
}

type Percentiles = { readonly M: readonly number[]; readonly F: readonly number[] }

function childrenOf({ rule }: KnowledgeEntry): object[] {
  const order = rule['order'] as readonly string[]
  const [low, high] = [order.indexOf('p2'), order.indexOf('p98')]
  const limits = (band: Record<string, unknown>, name: string) => {
    const { M, F } = band[name] as Percentiles
    return bySex({ M: [M[low], M[high]], F: [F[low], F[high]] })
  }
  return (rule['bands'] as readonly Record<string, unknown>[]).map((band) => ({
    band: band['id'],
    ageMonths: band['age_months'],
    rateBpm: limits(band, 'heart_rate_bpm'),
    prMs: limits(band, 'pr_ms'),
    qrsMs: limits(band, 'qrs_ms'),
    qtcBazettMs: limits(band, 'qtc_bazett_ms'),
  }))
}

/** "0 to 1 month", "1 month to 1 year", "over 16 years". */
function axisOf({ rule }: KnowledgeEntry): object[] {
  const table = rule['table'] as readonly { readonly age: string; readonly normal_deg: readonly number[] }[]
  return table.map(({ age, normal_deg: degrees }) => {
    const over = /^over (\d+) years$/.exec(age)
    if (over) return { ageMonths: [12 * Number(over[1]), null], degrees }
    const match = /^(\d+) ?(month|year)?s? to (\d+) (month|year)s?$/.exec(age)
    if (!match) throw new Error(`no ages: ${age}`)
    const [, from, fromUnit, to, toUnit] = match
    const months = (count: string | undefined, unit: string | undefined) =>
      Number(count) * (unit === 'month' ? 1 : 12)
    return { ageMonths: [months(from, fromUnit ?? toUnit), months(to, toUnit)], degrees }
  })
}

function qtcOf({ rule }: KnowledgeEntry): object {
  const prolonged = rule['prolonged_ms'] as Record<'M' | 'F', string>
  const short = rule['short_ms'] as Record<string, string>
  const [certain, suspect] = numbersIn(short['short_qt_diagnosis'], /<= (\d+) alone, or <= (\d+) /)
  return {
    above: bySex({ M: numbersIn(prolonged.M, /> (\d+)/)[0], F: numbersIn(prolonged.F, /> (\d+)/)[0] }),
    veryHigh: numbersIn(rule['very_high_risk_ms'], /^>= (\d+)$/)[0],
    short: suspect,
    veryShort: certain,
    wideQrsMs: numbersIn(rule['wide_qrs'], /QRS >= (\d+) ms/)[0],
    changeOfNote: rule['change_of_note_ms'],
  }
}

function sokolowOf({ rule }: KnowledgeEntry): object {
  const [fromYears] = numbersIn(rule['age'], /^not below \d+ to (\d+) years$/)
  const [least] = numbersIn(rule['rule'], />= ([\d.]+) mV/)
  const [men, women] = numbersIn(rule['china_variant'], /> ([\d.]+) mV \(men\), > ([\d.]+) mV \(women\)/)
  return { atLeast: least, fromYears, china: bySex({ M: men, F: women }) }
}

function cornellOf({ rule }: KnowledgeEntry): object {
  const [men, women] = numbersIn(rule['rule'], /> ([\d.]+) mV men, > ([\d.]+) mV women/)
  return { above: bySex({ M: men, F: women }) }
}

/** @throws when a limit is written in a way that this reader does not know: no limit is ever guessed */
function numbersIn(text: unknown, pattern: RegExp): number[] {
  const match = typeof text === 'string' ? pattern.exec(text) : null
  if (!match) throw new Error(`no limits: ${String(text)}`)
  return match.slice(1).map(Number)
}
