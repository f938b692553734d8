import type { Figure } from '#domain/evaluation/bootstrap.ts'
import type { DamageRow, HarmlessRow } from './image-damage.ts'
import type { ImageEvaluationJson } from './image-evaluation.ts'
import type { OthersRefused } from './image-others.ts'
import type { ImageTaskRules } from './image-task.ts'

const NAME_WIDTH = 34

/** What evaluating a pack came to, for people and for its card. */
export function imageTable(
  json: ImageEvaluationJson,
  rules: Pick<ImageTaskRules<unknown, unknown>, 'rightMeans' | 'chief'>,
): string {
  const reasons = reasonsOf(json.refusedByReason)
  const lines = [
    `${json.pack} ${json.version} on ${json.engine}: ${json.count} pictures of ${json.people} people, ${json.refused} refused${reasons}`,
    '',
    ...Object.entries(json.metrics).flatMap(([name, figure]) =>
      figure.value === null || IN_LABEL_TABLE.test(name) || (name === 'auc' && hasLabels(json))
        ? []
        : [`${name.padEnd(NAME_WIDTH)}${shown(name, figure)}`],
    ),
    ...labelLines(json),
    ...groupLines(json),
    ...confusionLines(json),
    ...wrongLines(json.wrong),
    ...otherLines(json.others),
    ...damageLines(json.damage, rules.rightMeans),
    ...harmlessLines(json.harmless, rules.chief),
    '',
    json.rule,
  ]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** What the table a label says as well, and halves of what the gate leaves that say nothing alone. */
const IN_LABEL_TABLE =
  /^(sensitivity|specificity|ppv|npv)(:|$)|^(ppv|npv|calibrationError)Kept|^(sensitivity|specificity)Kept:/

function hasLabels({ perClass }: ImageEvaluationJson): boolean {
  return Object.values(perClass).some((figures) => figures['auc'] !== undefined)
}

const FIVE = ['auc', 'sensitivity', 'specificity', 'ppv', 'npv'] as const

function labelLines({ perClass }: ImageEvaluationJson): string[] {
  const labels = Object.entries(perClass).filter(([, figures]) => figures['auc'] !== undefined)
  if (labels.length === 0) return []
  const head = ['label', ...FIVE].map((name, i) => name.padEnd(i === 0 ? 16 : 21)).join('')
  const rows = labels.map(([label, figures]) =>
    [label.padEnd(16), ...FIVE.map((name) => shown(name, figures[name]!).padEnd(21))].join(''),
  )
  return ['', head, ...rows]
}

function groupLines({ perGroup, metrics }: ImageEvaluationJson): string[] {
  const wanted = Object.keys(metrics).filter((name) => GROUP_FIGURE.test(name))
  return Object.entries(perGroup).flatMap(([group, { count, metrics: figures }]) => [
    '',
    `${group}: ${count} pictures`,
    ...wanted.flatMap((name) =>
      (figures[name]?.value ?? null) === null
        ? []
        : [`  ${name.padEnd(NAME_WIDTH - 2)}${shown(name, figures[name]!)}`],
    ),
  ])
}

/** Of a group the figures that carry the message. */
const GROUP_FIGURE =
  /^(auc(:.*)?|sensitivity|specificity|falseReferral|accuracy|dice:.*|ctrMeanError|smape|meanErrorDeg|meanErrorMonths|meanDifferenceMonths|gateOwnRefused)$/

function confusionLines({ confusion, confusionNames }: ImageEvaluationJson): string[] {
  if (confusion.length === 0) return []
  const width = Math.max(...confusionNames.map((name) => name.length)) + 2
  return [
    '',
    `confusion (rows as labelled, columns as answered: ${confusionNames.join(', ')})`,
    ...confusion.map(
      (row, i) => `${confusionNames[i]!.padEnd(width)}${row.map((n) => String(n).padStart(6)).join('')}`,
    ),
  ]
}

const WRONG_NAMED_MOST = 12

function wrongLines(wrong: readonly string[]): string[] {
  if (wrong.length === 0) return []
  const named = wrong.slice(0, WRONG_NAMED_MOST).join(', ')
  return [
    '',
    `answered and not right: ${wrong.length} (${named}${wrong.length > WRONG_NAMED_MOST ? ', …' : ''})`,
  ]
}

function otherLines(others: readonly OthersRefused[]): string[] {
  if (others.length === 0) return []
  const sum = (of: (row: OthersRefused) => number) => others.reduce((total, row) => total + of(row), 0)
  const all = { name: 'together', count: sum((r) => r.count), refused: sum((r) => r.refused), byReason: {} }
  return [
    '',
    'pictures of another kind',
    ...[...others, all].map(
      ({ name, count, refused, byReason }) =>
        `${name.padEnd(NAME_WIDTH)}${`${refused} of ${count} refused (${percent(refused, count)})`.padEnd(34)}${reasonsOf(byReason).trim()}`,
    ),
  ]
}

function damageLines(damage: readonly DamageRow[], rightMeans: string): string[] {
  if (damage.length === 0) return []
  return [
    '',
    `damaged copies of its own pictures (right: ${rightMeans})`,
    ['damage', 'n', 'refused', 'right', 'wrong', 'of these wrong before']
      .map((title, i) => title.padEnd(i === 0 ? NAME_WIDTH : 9))
      .join(''),
    ...damage.map(({ name, count, refused, right, wrong, wrongBefore }) =>
      [
        name.padEnd(NAME_WIDTH),
        ...[count, refused, right, wrong, wrongBefore].map((n) => String(n).padEnd(9)),
      ].join(''),
    ),
  ]
}

function harmlessLines(harmless: readonly HarmlessRow[], chief: string): string[] {
  if (harmless.length === 0) return []
  return [
    '',
    `its own pictures, changed in a way that should not matter (${chief}, network alone)`,
    ...harmless.map(
      ({ name, figure, refused, count }) =>
        `${name.padEnd(NAME_WIDTH)}${shown(chief, figure).padEnd(24)}${refused} of ${count} refused`,
    ),
  ]
}

function reasonsOf(byReason: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(byReason).map(([reason, count]) => `${reason} ${count}`)
  return reasons.length === 0 ? '' : ` (${reasons.join(', ')})`
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`
}

/** Degrees, months and per cent with two digits, shares with three or four. */
function shown(name: string, { value, low, high }: Figure): string {
  const digits =
    /Deg|Months|smape/.test(name) && !/^(within|auc|sens|spec|ppv|npv)/.test(name)
      ? 2
      : /ctr/i.test(name)
        ? 4
        : 3
  const text = (n: number | null) => (n === null ? '-' : n.toFixed(digits))
  return `${text(value)} (${text(low)}-${text(high)})`
}
