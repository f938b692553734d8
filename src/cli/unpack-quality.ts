import { leadOf, type DataSet, type SetRow } from './data-set.ts'
import { ZigzagSignals } from './npz/zigzag.ts'
import { twelve } from './unpack-findings.ts'

/** Judged by eye; in the source the columns of the augmented leads are not in a settled order. */
const JUDGED_LEADS = ['I', 'II', 'III', '', '', '', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6']

export const quality2011: DataSet = {
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
          leads: twelve(stored),
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
