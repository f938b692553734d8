import { describe, test } from 'vitest'
import { damaged, expectSurvives } from './damage.testing.ts'
import { limbLeads } from './fixtures.testing.ts'
import { writeIshne } from './ishne/write.fixture.ts'
import { writeJson } from './json/write.ts'
import type { SourceFile } from './source-file.ts'
import { joined } from './dicom/element-writer.ts'
import { mark } from './dicom/fixtures.testing.ts'
import { transcoded } from './dicom/transcode.testing.ts'
import { writeDicom } from './dicom/write.ts'

const tracing = limbLeads(300)
const [dicom] = writeDicom(tracing, {
  recordName: 'r',
  uids: { study: '2.25.1', series: '2.25.2', instance: '2.25.3' },
  writtenAt: '2026-11-21T10:00:00',
  person: { name: '王小东' },
  report: 'Sinus rhythm.',
  measurements: [{ name: 'rateBpm', value: 71, unit: '/min' }],
  medianBeat: limbLeads(60),
}) as [SourceFile]
const metaLength = 12 + new DataView(dicom.bytes.buffer).getUint32(140, true)
const dataSet = dicom.bytes.subarray(132 + metaLength)
const meta = dicom.bytes.subarray(132, 132 + metaLength)
const open = joined([mark(), meta, transcoded(dataSet, 'undefined-lengths')])

const WHOLE: Readonly<Record<string, readonly SourceFile[]>> = {
  DICOM: [dicom],
  'DICOM, implicit, without header': [{ name: 'r.dcm', bytes: transcoded(dataSet, 'implicit') }],
  'DICOM, sequences of undefined length': [{ name: 'r.dcm', bytes: open }],
  ISHNE: writeIshne(tracing, { recordName: 'r' }),
  JSON: writeJson(tracing, { recordName: 'r' }),
}

const now = (): number => performance.now()

describe('damaged DICOM, ISHNE and JSON files', () => {
  test.each(Object.entries(WHOLE))('%s: a reason each, soon', (name, files) => {
    for (const { files: broken, what } of damaged(files, 150)) expectSurvives(broken, `${name}: ${what}`, now)
  })
})
