import type { Annotation } from '#domain/ecg/tracing.ts'
import { leadOf, type DataSet } from './data-set.ts'
import { ZigzagSignals } from './npz/zigzag.ts'
import { FINDING_SETS } from './unpack-findings.ts'

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

/** Judged by eye; in the source the columns of the augmented leads are not in a settled order. */
const JUDGED_LEADS = ['I', 'II', 'III', '', '', '', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6']

const quality2011: DataSet = {
  names: ['quality2011', 'quality_cinc2011', 'ecg-quality'],
  path: 'ecg12/quality_cinc2011_500hz.npz',
  hasSplit: true,
  labelColumns: ['label', 'judged', 'bad_leads'],
  rows(npz, split) {
    const ids = npz.texts('ids')
    const labels = npz.texts('label')
    const isVal = npz.numbers('val')
    const bad = npz.numbers('lead_bad')
    const names = npz.texts('leads')
    const sampleRateHz = npz.numbers('fs')[0]!
    const wanted = ids.flatMap((_, i) =>
      split === 'all' || (isVal[i] === 1) === (split === 'val') ? [i] : [],
    )
    function* rows(): Generator<SetRow> {
      const signals = new ZigzagSignals(npz)
      const sampleCount = signals.shape[2]!
      for (const i of wanted) {
        const stored = names.map((name, l) =>
          leadOf(name, signals.millivolts((i * names.length + l) * sampleCount, sampleCount)),
        )
        const ofRecord = Array.from(bad.slice(i * 12, (i + 1) * 12), Number)
        yield {
          recordName: ids[i]!,
          sampleRateHz,
          // Half a step of the stored leads, which is what the augmented leads come in.
          gainPerMv: 2 * signals.gainPerMv,
          leads: withLimbLeads(stored),
          annotations: {},
          labels: {
            label: labels[i]!,
            judged: ofRecord[0]! < 0 ? '0' : '1',
            bad_leads: JUDGED_LEADS.filter((name, l) => name !== '' && ofRecord[l] === 1).join('|'),
          },
        }
      }
    }
    return { count: wanted.length, rows: rows() }
  },
}

export const DATA_SETS: readonly DataSet[] = [cinc2017, mitbih, ludb, quality2011, ...FINDING_SETS]

function startsOf(counts: ArrayLike<number>): number[] {
  const starts: number[] = []
  for (let i = 0, at = 0; i < counts.length; at += counts[i++]!) starts.push(at)
  return starts
}

/** Twelve leads of the eight that a set stores; III and the augmented ones follow from I and II. */
function withLimbLeads([one, two, ...chest]: readonly Lead[]): Lead[] {
  const from = (name: string, a: number, b: number): Lead =>
    leadOf(
      name,
      one!.samplesMv.map((v, i) => a * v + b * two!.samplesMv[i]!),
    )
  return [
    one!,
    two!,
    from('III', -1, 1),
    from('aVR', -0.5, -0.5),
    from('aVL', 1, -0.5),
    from('aVF', -0.5, 1),
    ...chest,
  ]
}

/** `Rhythm: Sinus rhythm; …` → `Sinus rhythm`. */
function rhythmOf(diagnosis: string): string {
  return /^Rhythm: ([^;.]+)/.exec(diagnosis)?.[1]?.trim() ?? ''
}
