import type { Figure } from '#domain/evaluation/bootstrap.ts'
import type { FindingFigure, FindingsGroup } from './findings-figures.ts'

const COLUMNS: readonly (readonly [FindingFigure, string])[] = [
  ['auc', 'auc'],
  ['aucKept', 'auc kept'],
  ['rulesAuc', 'rules auc'],
  ['sensitivity', 'sensitivity'],
  ['specificity', 'specificity'],
  ['ppv', 'ppv'],
  ['npv', 'npv'],
  ['rulesSensitivity', 'rules sens.'],
  ['rulesSpecificity', 'rules spec.'],
]

/** The figures of the findings pack for people: a block a group of records, one line a label. */
export function findingsTable(
  head: string,
  groups: readonly FindingsGroup[],
  notEcg: { readonly refused: number; readonly count: number },
  rule: string,
): string {
  const lines = [head, `gate: of ${notEcg.count} signals that are no ECG ${notEcg.refused} are refused`]
  for (const { name, count, refused, readableRefused, macro, rulesMacro, labels } of groups) {
    const reasons = Object.entries(refused).map(([reason, n]) => `${reason} ${n}`)
    lines.push(
      '',
      `${name}: ${count} records, macro auc ${shown(macro)}, rules alone ${shown(rulesMacro)}`,
      `refused ${shown(readableRefused)}${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}`,
      ['label', 'shown', 'with', 'without', ...COLUMNS.map(([, title]) => title)]
        .map((title, i) => title.padEnd(i < 4 ? 9 : 21))
        .join('')
        .trimEnd(),
      ...labels.map(({ label, claimed, present, absent, figures }) =>
        [
          label.padEnd(9),
          (claimed ? 'yes' : 'no').padEnd(9),
          String(present).padEnd(9),
          String(absent).padEnd(9),
          ...COLUMNS.map(([figure]) => shown(figures[figure]).padEnd(21)),
        ]
          .join('')
          .trimEnd(),
      ),
    )
  }
  return `${[...lines, '', rule].join('\n')}\n`
}

function shown({ value, low, high }: Figure): string {
  const text = (n: number | null) => (n === null ? '-' : n.toFixed(3))
  return value === null ? '-' : `${text(value)} (${text(low)}-${text(high)})`
}
