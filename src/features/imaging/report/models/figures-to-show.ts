import type { PackFigures } from '#contract/pack-figures.ts'
import { formatNumber, formatPercent } from '#ui/format.ts'
import { m } from '#words/messages.js'

/** One measured number in words, with the interval that holds 95 times of 100. */
interface FigureRow {
  readonly name: string
  readonly value: string
  readonly range: string
}

interface LabelFigures {
  /** Empty for what was measured of the whole pack. */
  readonly label: string
  readonly rows: readonly FigureRow[]
}

type Figure = PackFigures['metrics'][string]
type Say = (value: number) => string

const inPercent: Say = (value) => formatPercent(value)
const inHundredths: Say = (value) => formatNumber(value, 2)
const inTenths: Say = (value) => formatNumber(value, 1)

/** The five numbers of a label, in the order in which one asks for them. */
const FIVE: readonly (readonly [name: string, words: () => string, say: Say])[] = [
  ['sensitivity', m.film_claim_figure_sensitivity, inPercent],
  ['specificity', m.film_claim_figure_specificity, inPercent],
  ['ppv', m.film_claim_figure_ppv, inPercent],
  ['npv', m.film_claim_figure_npv, inPercent],
  ['auc', m.film_claim_figure_auc, inHundredths],
]

/** What was measured of a whole pack, by its name in `hinterland eval`. */
const WHOLE: readonly (readonly [name: string, words: () => string, say: Say])[] = [
  ['dice:lungs', m.film_claim_figure_dice_lungs, inHundredths],
  ['dice:heart', m.film_claim_figure_dice_heart, inHundredths],
  ['dice:vessel', m.film_claim_figure_dice_vessel, inHundredths],
  ['ctrMeanError', m.film_claim_figure_ctr, (value) => formatNumber(value, 3)],
  ['meanErrorDeg', m.film_claim_figure_degrees, inTenths],
  ['smape', m.film_claim_figure_smape, inTenths],
  ['meanErrorMonths', m.film_claim_figure_months, inTenths],
  ['accuracy', m.film_claim_figure_accuracy, inPercent],
]

/**
 * The figures of a pack as the card says them: of its labels, those first that it has said something of; then of all of it.
 */
export function figuresToShow(figures: PackFigures, first: readonly string[]): readonly LabelFigures[] {
  const labels = Object.keys(figures.perLabel).toSorted(
    (a, b) => Number(first.includes(b)) - Number(first.includes(a)),
  )
  return [
    ...labels.map((label) => ({ label, rows: rowsOf(FIVE, figures.perLabel[label]!) })),
    { label: '', rows: rowsOf(WHOLE, figures.metrics) },
  ].filter(({ rows }) => rows.length > 0)
}

function rowsOf(named: typeof FIVE, figures: Readonly<Record<string, Figure>>): readonly FigureRow[] {
  return named.flatMap(([name, words, say]) => {
    const figure = figures[name]
    if (!figure || figure.value === null) return []
    const { value, low, high } = figure
    const range =
      low === null || high === null ? '' : m.film_claim_figure_range({ low: say(low), high: say(high) })
    return [{ name: words(), value: say(value), range }]
  })
}
