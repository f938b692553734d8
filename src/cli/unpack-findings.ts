import { FINDING_LABELS, type FindingLabel } from '#contract/pack-ecg-12lead.ts'
import { STANDARD_LEADS, type Lead } from '#domain/ecg/tracing.ts'
import { leadOf, type DataSet, type SetRow } from './data-set.ts'
import type { Npz } from './npz.ts'
import { ZigzagSignals } from './npz/zigzag.ts'

/**
 * Sets of twelve-lead recordings with diagnoses. `labels.csv` has one column a finding: 1 present, 0 absent, empty
 * where the set does not say; an absent code in a set that does not look for the finding is not a 0.
 */
const FINDINGS = [...FINDING_LABELS, 'AFIB'] as const
type Said = Readonly<Partial<Record<FindingLabel | 'AFIB', boolean>>>

const COLUMNS = [...FINDINGS, 'patient', 'site', 'age', 'sex', 'fold']

/** Folds 9 and 10 are for validation and test, as the authors of PTB-XL advise; weights never see them. */
const HELD_FOLD_MIN = 9

const ptbxl: DataSet = {
  names: ['ptbxl', 'ptbxl_100hz'],
  path: 'ecg/ptbxl_100hz.npz',
  hasSplit: true,
  labelColumns: COLUMNS,
  rows(npz, split) {
    const ids = npz.texts('ids')
    const fold = npz.numbers('strat_fold')
    const likelihood = npz.numbers('likelihood')
    const classes = npz.texts('classes')
    const [patient, age, sex] = ['patient', 'age', 'sex'].map((name) => npz.numbers(name))
    const said = (i: number): Said =>
      Object.fromEntries(
        FINDINGS.map((label) => [label, likelihood[i * classes.length + classes.indexOf(label)]! > 0]),
      )
    const wanted = ids.flatMap((_, i) =>
      split === 'all' || fold[i]! >= HELD_FOLD_MIN === (split === 'val') ? [i] : [],
    )
    return rowsOf(npz, wanted, ids, (i) => ({
      ...cells(said(i)),
      patient: String(patient![i]!),
      site: 'PTB-XL',
      age: years(age![i]!),
      sex: sex![i] === 1 ? 'female' : 'male',
      fold: String(fold[i]!),
    }))
  },
}

/** SNOMED CT codes of the challenge of 2021, by finding. */
const ATRIAL_FIBRILLATION = '164889003'
const HYPERTROPHY = ['164873001', '89792004', '67741000119109', '253352002']
const ST_T = [
  '426434006',
  '428750005',
  '164934002',
  '59931005',
  '55930002',
  '164931005',
  '429622005',
  '164930006',
  '111975006',
]
const CONDUCTION = [
  '270492004',
  '698252002',
  '713426002',
  '59118001',
  '713427006',
  '164909002',
  '733534002',
  '445118002',
  '445211001',
]
const NORMAL = ['426783006']
/** Sinus rhythm, slow, fast or irregular: PTB-XL calls many of these normal, so that nothing is said of them. */
const SINUS_RATE = [...NORMAL, '426177001', '427084000', '427393009']

const cinc2021: DataSet = {
  names: ['cinc2021', 'cinc2021_500hz'],
  path: 'ecg/cinc2021_500hz.npz',
  hasSplit: false,
  labelColumns: COLUMNS,
  rows(npz) {
    const ids = npz.texts('ids')
    const codes = npz.texts('dx_snomed').map((list) => list.split(','))
    const [age, sex] = [npz.texts('age'), npz.texts('sex')]
    const has = (i: number, wanted: readonly string[]) => codes[i]!.some((code) => wanted.includes(code))
    const site = (id: string) => (id.startsWith('HR') ? 'PTB-XL' : id.startsWith('E') ? 'Georgia' : 'Ningbo')
    // HR* are records of PTB-XL, whose folds are not given: they are no other site.
    const wanted = ids.flatMap((id, i) => (site(id) === 'PTB-XL' ? [] : [i]))
    return rowsOf(npz, wanted, ids, (i) => ({
      ...cells({
        ...normalOf(
          codes[i]!.every((code) => NORMAL.includes(code)),
          codes[i]!.every((code) => SINUS_RATE.includes(code)),
        ),
        HYP: has(i, HYPERTROPHY),
        STTC: has(i, ST_T),
        CD: has(i, CONDUCTION),
        AFIB: has(i, [ATRIAL_FIBRILLATION]),
      }),
      patient: ids[i]!,
      site: site(ids[i]!),
      age: /^\d+$/.test(age[i]!) ? age[i]! : '',
      sex: sex[i]!.toLowerCase(),
      fold: '',
    }))
  },
}

/** Two records that look like one patient (README of the set). */
const SAME_PATIENT: Readonly<Record<string, string>> = {
  MUSE_20180111_155710_23000: 'MUSE_20180111_155709_17000',
}

const chapman: DataSet = {
  names: ['chapman', 'chapman_500hz'],
  path: 'ecg12/chapman_500hz.npz',
  hasSplit: false,
  labelColumns: COLUMNS,
  rows(npz) {
    const ids = npz.texts('ids')
    const [rhythm, sex] = [npz.texts('rhythm'), npz.texts('sex')]
    const beats = npz.texts('beat').map((list) => list.split(' ').filter((code) => code !== ''))
    const age = npz.numbers('age')
    return rowsOf(npz, [...ids.keys()], ids, (i) => ({
      ...cells({
        ...normalOf(
          rhythm[i] === 'SR' && beats[i]!.length === 0,
          ['SR', 'SB', 'ST', 'SA'].includes(rhythm[i]!) && beats[i]!.length === 0,
        ),
        STTC: beats[i]!.some((code) => ['TWC', 'STTU', 'STTC', 'STDD'].includes(code)),
        AFIB: rhythm[i] === 'AFIB',
      }),
      patient: SAME_PATIENT[ids[i]!] ?? ids[i]!,
      site: 'Chapman',
      age: String(age[i]!),
      sex: sex[i] === 'F' ? 'female' : 'male',
      fold: '',
    }))
  },
}

const ludbFindings: DataSet = {
  names: ['ludb-findings'],
  path: 'ecg/ludb_half.npz',
  hasSplit: false,
  labelColumns: COLUMNS,
  rows(npz) {
    const ids = npz.texts('ids')
    const diagnosis = npz.texts('diagnosis')
    const [age, sex] = [npz.texts('age'), npz.texts('sex')]
    return rowsOf(npz, [...ids.keys()], ids, (i) => ({
      ...cells(ludbFinding(diagnosis[i]!)),
      patient: ids[i]!,
      site: 'LUDB',
      age: /^\d+$/.test(age[i]!) ? age[i]! : '',
      sex: sex[i]!.startsWith('F') ? 'female' : 'male',
      fold: '',
    }))
  },
}

/** What the diagnosis text of LUDB says; its "hypertrophy" is that of the text, which names it in most records. */
function ludbFinding(text: string): Said {
  const has = (pattern: RegExp) => pattern.test(text)
  const said = {
    STTC: has(/ischemia|repolarization abnormal|overload: ventric|ventricular overload/i),
    MI: has(/STEMI|scar formation/i),
    CD: has(/block|aberrant/i),
    HYP: has(/hypertrophy|overload/i),
    AFIB: has(/atrial fibrillation/i),
  }
  const other =
    has(/pacing|flutter|extrasystole|early repolarization/i) ||
    !has(/axis of the heart: (normal|vertical|horizontal)/)
  return { ...said, NORM: !other && Object.values(said).every((present) => !present) }
}

export const FINDING_SETS: readonly DataSet[] = [ptbxl, cinc2021, chapman, ludbFindings]

function rowsOf(
  npz: Npz,
  wanted: readonly number[],
  ids: readonly string[],
  labels: (row: number) => Readonly<Record<string, string>>,
): { readonly count: number; readonly rows: Iterable<SetRow> } {
  const sampleRateHz = npz.numbers('fs')[0]!
  const names = npz.texts('leads')
  function* rows(): Generator<SetRow> {
    const signals = new ZigzagSignals(npz)
    const [, leadCount, sampleCount] = signals.shape as [number, number, number]
    for (const i of wanted) {
      const stored = names.map((name, l) =>
        leadOf(name, signals.millivolts((i * leadCount + l) * sampleCount, sampleCount)),
      )
      yield {
        recordName: ids[i]!,
        sampleRateHz,
        // Half a step, so that the augmented leads (halves of sums) are exact.
        gainPerMv: signals.gainPerMv * 2,
        leads: twelve(stored),
        annotations: {},
        labels: labels(i),
      }
    }
  }
  return { count: wanted.length, rows: rows() }
}

/** Einthoven's and Goldberger's equations where the set stores eight leads; the standard order. */
export function twelve(stored: readonly Lead[]): Lead[] {
  const by = new Map(stored.map((lead) => [lead.standard ?? lead.name, lead.samplesMv]))
  const [one, two] = [by.get('I')!, by.get('II')!]
  const made: Readonly<Record<string, (i: number) => number>> = {
    III: (i) => two[i]! - one[i]!,
    aVR: (i) => -(one[i]! + two[i]!) / 2,
    aVL: (i) => one[i]! - two[i]! / 2,
    aVF: (i) => two[i]! - one[i]! / 2,
  }
  return STANDARD_LEADS.map((name) => leadOf(name, by.get(name) ?? one.map((_, i) => made[name]!(i))))
}

/** Normal, not normal, or (in sinus rhythm at another rate with no other code) not said. */
function normalOf(normal: boolean, open: boolean): Said {
  return normal ? { NORM: true } : open ? {} : { NORM: false }
}

function cells(said: Said): Record<string, string> {
  return Object.fromEntries(
    FINDINGS.map((label) => [label, said[label] === undefined ? '' : said[label] ? '1' : '0']),
  )
}

/** PTB-XL writes 300 for people above 89, and nothing where the age is not known. */
function years(age: number): string {
  return Number.isFinite(age) ? String(Math.min(age, 90)) : ''
}
