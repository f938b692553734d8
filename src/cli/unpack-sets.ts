import type { Annotation } from '#domain/ecg/tracing.ts'
import { leadOf, type DataSet, type SetRow } from './data-set.ts'
import { ZigzagSignals } from './npz/zigzag.ts'
import { FINDING_SETS } from './unpack-findings.ts'
import { quality2011 } from './unpack-quality.ts'

const cinc2017: DataSet = {
  names: ['cinc2017', 'cinc2017_train', 'ecg-rhythm-1lead'],
  path: 'ecg/cinc2017_train.npz',
  hasSplit: true,
  labelColumns: ['label'],
  rows(npz, split) {
    const ids = npz.texts('ids')
    const labels = npz.texts('label')
    const isVal = npz.numbers('val')
    const counts = npz.numbers('n')
    const sampleRateHz = npz.numbers('fs')[0]!
    const wanted = ids.flatMap((_, i) =>
      split === 'all' || (isVal[i] === 1) === (split === 'val') ? [i] : [],
    )
    const starts = startsOf(counts)
    function* rows(): Generator<SetRow> {
      const signals = new ZigzagSignals(npz)
      for (const i of wanted) {
        yield {
          recordName: ids[i]!,
          sampleRateHz,
          gainPerMv: signals.gainPerMv,
          leads: [leadOf('ECG', signals.millivolts(starts[i]!, counts[i]!))],
          annotations: {},
          // The set does not say which recordings are of one person.
          labels: { label: labels[i]! },
        }
      }
    }
    return { count: wanted.length, rows: rows() }
  },
}

const mitbih: DataSet = {
  names: ['mitbih', 'mitbih_ds1'],
  path: 'ecg/mitbih_ds1.npz',
  hasSplit: false,
  labelColumns: ['annotation', 'patient'],
  rows(npz) {
    const ids = npz.texts('ids')
    const names = npz.texts('sig_name')
    const signals = new ZigzagSignals(npz)
    const [, leadCount, sampleCount] = signals.shape as [number, number, number]
    const sampleRateHz = npz.numbers('fs')[0]!
    const record = npz.numbers('ann_rec')
    const sample = npz.numbers('ann_sample')
    const symbol = npz.texts('ann_symbol')
    const aux = npz.texts('ann_aux')
    const marks = ids.map((): Annotation[] => [])
    symbol.forEach((one, k) => {
      const atMs = (sample[k]! / sampleRateHz) * 1000
      marks[record[k]!]!.push(aux[k] === '' ? { atMs, symbol: one } : { atMs, symbol: one, text: aux[k]! })
    })
    function* rows(): Generator<SetRow> {
      for (const [i, id] of ids.entries()) {
        yield {
          recordName: id,
          sampleRateHz,
          gainPerMv: signals.gainPerMv,
          leads: Array.from({ length: leadCount }, (_, l) =>
            leadOf(
              names[i * leadCount + l]!,
              signals.millivolts((i * leadCount + l) * sampleCount, sampleCount),
            ),
          ),
          annotations: { atr: marks[i]! },
          labels: { annotation: 'atr', patient: id },
        }
      }
    }
    return { count: ids.length, rows: rows() }
  },
}

/**
 * What the weights of `ecg-beats` have not learned from (`models/ecg-beats/train/data.py`): atrial beats and runs,
 * ventricular and fusion beats, fibrillation, and a plain record.
 */
const BEATS_VAL = new Set(['112', '203', '205', '220', '223'])

const ecgBeats: DataSet = {
  ...mitbih,
  names: ['ecg-beats'],
  hasSplit: true,
  rows(npz, split) {
    const isWanted = (id: string) => split === 'all' || BEATS_VAL.has(id) === (split === 'val')
    function* rows(): Generator<SetRow> {
      for (const row of mitbih.rows(npz, 'all').rows) if (isWanted(row.recordName)) yield row
    }
    return { count: npz.texts('ids').filter(isWanted).length, rows: rows() }
  },
}

const LUDB_WAVES = ['p', 'N', 't'] as const

const ludb: DataSet = {
  names: ['ludb', 'ludb_half'],
  path: 'ecg/ludb_half.npz',
  hasSplit: false,
  labelColumns: ['annotation', 'patient', 'group'],
  rows(npz) {
    const ids = npz.texts('ids')
    const leads = npz.texts('leads')
    const signals = new ZigzagSignals(npz)
    const [, leadCount, sampleCount] = signals.shape as [number, number, number]
    const sampleRateHz = npz.numbers('fs')[0]!
    const diagnosis = npz.texts('diagnosis')
    const marks = npz.numbers('marks')
    const byLead = ids.map(() => leads.map((): Annotation[] => []))
    for (let k = 0; k < marks.length; k += 6) {
      const [i, l, wave, onset, peak, offset] = marks.subarray(k, k + 6)
      const list = byLead[i!]![l!]!
      const add = (at: number, symbol: string): void => {
        if (at >= 0) list.push({ atMs: (at / sampleRateHz) * 1000, symbol })
      }
      add(onset!, '(')
      add(peak!, LUDB_WAVES[wave!]!)
      add(offset!, ')')
    }
    function* rows(): Generator<SetRow> {
      for (const [i, id] of ids.entries()) {
        yield {
          recordName: id,
          sampleRateHz,
          gainPerMv: signals.gainPerMv,
          leads: leads.map((name, l) =>
            leadOf(name, signals.millivolts((i * leadCount + l) * sampleCount, sampleCount)),
          ),
          annotations: Object.fromEntries(leads.map((name, l) => [name, byLead[i]![l]!])),
          labels: { annotation: leads.join('|'), patient: id, group: rhythmOf(diagnosis[i]!) },
        }
      }
    }
    return { count: ids.length, rows: rows() }
  },
}

/** Of LUDB every fifth record is kept from the training of `ecg-delineate`. */
const ludbDelineate: DataSet = {
  ...ludb,
  names: ['ludb-delineate', 'ecg-delineate'],
  hasSplit: true,
  rows(npz, split) {
    const all = ludb.rows(npz, 'all')
    const isWanted = (i: number) => split === 'all' || (i % 5 === 4) === (split === 'val')
    function* rows(): Generator<SetRow> {
      let i = 0
      for (const row of all.rows) if (isWanted(i++)) yield row
    }
    const count = Array.from({ length: all.count }, (_, i) => i).filter(isWanted).length
    return { count, rows: rows() }
  },
}

export const DATA_SETS: readonly DataSet[] = [
  cinc2017,
  mitbih,
  ecgBeats,
  ludb,
  ludbDelineate,
  quality2011,
  ...FINDING_SETS,
]

function startsOf(counts: ArrayLike<number>): number[] {
  const starts: number[] = []
  for (let i = 0, at = 0; i < counts.length; at += counts[i++]!) starts.push(at)
  return starts
}

/** `Rhythm: Sinus rhythm; …` → `Sinus rhythm`. */
function rhythmOf(diagnosis: string): string {
  return /^Rhythm: ([^;.]+)/.exec(diagnosis)?.[1]?.trim() ?? ''
}
