import { metaOf, type DataFile } from './data-file.ts'
import { entryOf, readKnowledge, sourcesOf } from './knowledge.ts'

const RULE = 'ecg.critical'

/** How a line of the knowledge is read: where its numbers stand, and what they are called from here on. */
interface Reading {
  readonly id: string
  readonly line: RegExp
  readonly names?: readonly string[]
}

/** Every line of the national list, group by group, in its order. */
const CONSENSUS: Readonly<Record<string, readonly Reading[]>> = {
  suspected_acs: [
    { id: 'acute-infarction', line: /^first finding suggesting acute myocardial infarction$/ },
    { id: 'acute-ischaemia', line: /^first finding of acute myocardial ischaemia changes$/ },
    { id: 're-infarction', line: /^re-infarction \(not ventricular aneurysm\)$/ },
  ],
  fast: [
    { id: 'ventricular-fibrillation', line: /^ventricular flutter or fibrillation$/ },
    {
      id: 'ventricular-tachycardia',
      line: /^ventricular tachycardia >= (\d+)\/min, >= (\d+) s, or < \2 s with haemodynamic effect$/,
      names: ['rateBpm', 'lengthS'],
    },
    {
      id: 'polymorphic-ventricular-tachycardia',
      line: /^torsades, polymorphic or bidirectional ventricular tachycardia$/,
    },
    {
      id: 'supraventricular-tachycardia',
      line: /^supraventricular tachycardia >= (\d+)\/min$/,
      names: ['rateBpm'],
    },
    {
      id: 'preexcited-fibrillation',
      line: /^atrial fibrillation with pre-excitation, shortest RR <= (\d+) ms$/,
      names: ['rrMinMs'],
    },
  ],
  slow: [
    {
      id: 'severe-bradycardia',
      line: /^severe bradycardia or high-grade or third-degree AV block, mean ventricular rate <= (\d+)\/min$/,
      names: ['rateBpm'],
    },
    {
      id: 'pause',
      line: /^RR pause >= ([\d.]+) s with symptoms, >= ([\d.]+) s without$/,
      names: ['rrMaxWithSymptomsS', 'rrMaxS'],
    },
  ],
  other: [
    {
      id: 'low-potassium',
      line: /^suggesting severe low potassium: QT\(U\) markedly long with T-wave flattening and U$/,
    },
    {
      id: 'high-potassium',
      line: /^suggesting severe high potassium: sinoventricular rhythm, QRS wide with tall T$/,
    },
    { id: 'pulmonary-embolism', line: /^suspected acute pulmonary embolism$/ },
    { id: 'long-qt', line: /^QT: QTc >= (\d+) ms$/, names: ['qtcMs'] },
    { id: 't-wave-alternans', line: /^overt T-wave alternans$/ },
    { id: 'r-on-t', line: /^R on T premature beats$/ },
  ],
}

const SHANXI: readonly (Reading & { readonly group: string })[] = [
  {
    id: 'shanxi-acute-infarction',
    group: 'suspected_acs',
    line: /^first acute infarction pattern \(limb or V4 to V6 ST up >= ([\d.]+) mV; V1 to V3 >= ([\d.]+) mV\)$/,
    names: ['stLimbMv', 'stChestMv'],
  },
  {
    id: 'shanxi-re-infarction',
    group: 'suspected_acs',
    line: /^new infarction pattern with an old one, aneurysm excepted$/,
  },
  {
    id: 'shanxi-ventricular-tachycardia',
    group: 'fast',
    line: /^sustained VT, torsades, polymorphic VT, ventricular flutter or fibrillation$/,
  },
  {
    id: 'shanxi-supraventricular-tachycardia',
    group: 'fast',
    line: /^supraventricular tachycardia, flutter or fibrillation >= (\d+)\/min for >= (\d+) s$/,
    names: ['rateBpm', 'lengthS'],
  },
]

/** The lists of critical values of an ECG with their figures, read off the knowledge (file 01, `ecg.critical`). */
export function ecgCriticalFiles(shared: string): DataFile[] {
  const entries = readKnowledge(shared, '01-ecg.json')
  const { rule } = entryOf(entries, RULE)
  const consensus = rule['consensus_2017'] as Readonly<Record<string, readonly string[]>>
  if (Object.keys(consensus).join() !== Object.keys(CONSENSUS).join()) throw new Error('other groups')
  const [tellWithinMin, escalateAfterMin] = numbersIn(
    rule['action'],
    /^tell a clinician within (\d+) minutes by voice, log who, when, read back; escalate after (\d+) minutes/,
  )
  return [
    {
      path: 'src/domain/ecg/critical/data/critical-list.json',
      content: {
        meta: metaOf(
          'knowledge/01-ecg.json, entry ecg.critical; the source stands under "rules"',
          'Apache-2.0 (compilation of this project; the limits themselves are facts of the sources named)',
          'Each entry has the words of the list and its figures. How the app tells it: critical/conditions.ts.',
        ),
        rules: sourcesOf(entries, [RULE]),
        tellWithinMin,
        escalateAfterMin,
        entries: [
          ...Object.entries(CONSENSUS).flatMap(([group, readings]) =>
            entriesOf('consensus-2017', readings, consensus[group]!).map((each) => ({ ...each, group })),
          ),
          ...entriesOf('shanxi-2017', SHANXI, rule['shanxi_2017'] as readonly string[]).map((each, i) => ({
            ...each,
            group: SHANXI[i]!.group,
          })),
        ],
      },
    },
  ]
}

function entriesOf(jurisdiction: string, readings: readonly Reading[], lines: readonly string[]) {
  if (lines.length !== readings.length) throw new Error(`${jurisdiction}: ${lines.length} lines`)
  return readings.map(({ id, line, names = [] }, i) => {
    const numbers = numbersIn(lines[i], line)
    const limits = Object.fromEntries(names.map((name, at) => [name, numbers[at]]))
    return { id, jurisdiction, line: lines[i]!, limits }
  })
}

/** @throws when a line is written in a way that this reader does not know: no limit is ever guessed */
function numbersIn(text: unknown, pattern: RegExp): number[] {
  const match = typeof text === 'string' ? pattern.exec(text) : null
  if (!match) throw new Error(`no critical value: ${String(text)}`)
  return match.slice(1).map(Number)
}
