import { cellsOf, csvText, numberedLines } from '#contract/ecg/csv/lines.ts'
import { FINDING_LABELS, type FindingLabel } from '#contract/pack-ecg-12lead.ts'
import type { EcgPerson } from '#domain/ecg/limits/limits.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { readLabelsFile } from './labels-file.ts'

/** One recording of a set laid out by `hinterland unpack ptbxl|cinc2021|chapman|ludb-findings`. */
export interface FindingsRow {
  readonly file: string
  readonly patient: string
  readonly site: string
  /** Null where the set does not say whether the finding is there. */
  readonly present: Readonly<Record<FindingLabel, boolean | null>>
  readonly person: EcgPerson
  /** All cells by column. */
  readonly cells: Readonly<Record<string, string>>
}

const DAYS_PER_YEAR = 365.25

/** Reads `folder/labels.csv`: columns `file`, one a finding (1, 0 or empty), `patient`, `site`, `age`, `sex`. */
export async function readFindingsList(folder: string): Promise<Outcome<FindingsRow[]>> {
  const bytes = await readLabelsFile(folder)
  if (!bytes.ok) return bytes
  const [head, ...lines] = [...numberedLines(csvText(bytes.value))].filter(({ line }) => line.trim() !== '')
  const columns = head === undefined ? [] : cellsOf(head.line, ',')
  const missing = ['file', ...FINDING_LABELS].filter((name) => !columns.includes(name))
  if (missing.length > 0 || lines.length === 0) {
    const why = missing.length > 0 ? `lacks the columns ${missing.join(', ')}` : 'has no row'
    return bad('labels-invalid', `labels.csv, line 1: ${why}.`, 'Mend that line and start again.', {
      line: 1,
      why,
    })
  }
  return good(lines.map(({ line }) => rowOf(columns, cellsOf(line, ','))))
}

function rowOf(columns: readonly string[], values: readonly string[]): FindingsRow {
  const cells = Object.fromEntries(columns.map((name, i) => [name, (values[i] ?? '').trim()]))
  const said = (label: string): boolean | null => (cells[label] === '' ? null : cells[label] === '1')
  const { age, sex, patient, site, file } = cells
  return {
    file: file!,
    patient: patient || file!,
    site: site ?? '',
    present: Object.fromEntries(
      FINDING_LABELS.map((label) => [label, said(label)]),
    ) as FindingsRow['present'],
    person: {
      sex: sex === 'female' || sex === 'male' ? sex : null,
      ageDays: age ? Number(age) * DAYS_PER_YEAR : null,
    },
    cells,
  }
}
