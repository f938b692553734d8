import { readFile, writeFile } from 'node:fs/promises'
import type { Figure } from '#domain/evaluation/bootstrap.ts'
import type { Evaluation } from '#domain/evaluation/evaluate.ts'

/** What `eval --json` prints (DESIGN section 6). */
export interface EvalReport extends Evaluation {
  readonly pack: string
  readonly version: string
  readonly engine: string
  /** Records that were read and graded; `failures` are not among them. */
  readonly count: number
  readonly refused: number
  readonly refusedByReason: Readonly<Record<string, number>>
  /** How refused records enter the metrics. */
  readonly rule: string
  readonly failures: readonly { readonly file: string; readonly error: string }[]
}

type FigureReport = Pick<EvalReport, 'pack' | 'version' | 'count' | 'metrics' | 'perGroup' | 'rule'>

const FIGURES = ['sensitivity', 'specificity', 'ppv', 'npv', 'f1', 'auc'] as const

/** Edges: two standard deviations between experts (CSE 1985); intervals: IEC 60601-2-25, biological recordings, SD. */
const LIMITS: Readonly<Record<string, string>> = {
  pOnSdMs: '5.1 between experts',
  pOffSdMs: '6.4 between experts',
  qrsOnSdMs: '3.3 between experts',
  qrsOffSdMs: '5.8 between experts',
  tOffSdMs: '15.3 between experts',
  prSdMs: '10 (IEC 60601-2-25)',
  qrsSdMs: '10 (IEC 60601-2-25)',
  qtSdMs: '30 (IEC 60601-2-25)',
}

const SHARE = /F1$|^beat(Sensitivity|Ppv)$/

/** One figure a line, beside the limit that the field knows for it. */
export function figureTable({ pack, version, count, metrics, perGroup, rule }: FigureReport): string {
  const lines = Object.entries(metrics).map(([name, figure]) =>
    [name.padEnd(24), shown(figure, SHARE.test(name) ? 4 : 2).padEnd(28), LIMITS[name] ?? '']
      .join('')
      .trimEnd(),
  )
  const groups = Object.entries(perGroup).map(
    ([group, { count: n, metrics: figures }]) =>
      `${group.padEnd(34)}${String(n).padStart(4)}  ` +
      ['pF1', 'qrsF1', 'tF1', 'beatSensitivity', 'beatPpv', 'prWithoutP']
        .flatMap((name) =>
          (figures[name] ?? null) === null ? [] : [`${name} ${+figures[name]!.toFixed(3)}`],
        )
        .join('  '),
  )
  return `${[`${pack} ${version}: ${count} records`, '', ...lines, '', ...groups, '', rule].join('\n')}\n`
}

/** The five numbers of each class, and the confusion table. */
export function classTable(report: EvalReport): string {
  const classes = Object.keys(report.perClass)
  const reasons = Object.entries(report.refusedByReason).map(([reason, count]) => `${reason} ${count}`)
  const lines = [
    `${report.pack} ${report.version} on ${report.engine}: ${report.count} records, ${report.refused} not assessable` +
      (reasons.length > 0 ? ` (${reasons.join(', ')})` : ''),
    `gate: readable records refused ${shown(report.metrics['gateReadableRefused'])}, unreadable ones answered ${shown(report.metrics['gateUnreadableKept'])}`,
    `mean F1 of N, A, O   all ${shown(report.metrics['meanF1'])}   kept ${shown(report.metrics['meanF1Kept'])}`,
    '',
    ['class', 'n', ...FIGURES].map((head, i) => head.padEnd(i === 0 ? 6 : i === 1 ? 6 : 21)).join(''),
    ...classes.map((name) =>
      [
        name.padEnd(6),
        String(report.perClass[name]!.count).padEnd(6),
        ...FIGURES.map((figure) => shown(report.metrics[`${figure}:${name}`]).padEnd(21)),
      ].join(''),
    ),
    '',
    `confusion (rows reference, columns answer: ${classes.join(' ')})`,
    ...report.confusion.map(
      (row, i) => `${classes[i]!.padEnd(4)}${row.map((n) => String(n).padStart(6)).join('')}`,
    ),
    '',
    report.rule,
  ]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** The place of the table in a pack's card. */
const CARD_PLACE = /(<!-- eval:begin -->\n)[^]*?(<!-- eval:end -->)/

/**
 * Writes the table into a card, between its `eval` markers.
 * @throws Error where the card has no such place
 */
export async function writeIntoCard(path: string, table: string): Promise<void> {
  const card = await readFile(path, 'utf8')
  if (!CARD_PLACE.test(card))
    throw new Error(`${path} has no place between <!-- eval:begin --> and <!-- eval:end -->`)
  const block = `\`\`\`text\n${table}\`\`\`\n`
  await writeFile(
    path,
    card.replace(CARD_PLACE, (_, begin: string, end: string) => `${begin}\n${block}\n${end}`),
  )
}

function shown(figure: Figure | undefined, digits = 3): string {
  const text = (n: number | null | undefined) => (n === null || n === undefined ? '-' : n.toFixed(digits))
  return figure === undefined ? '-' : `${text(figure.value)} (${text(figure.low)}-${text(figure.high)})`
}
