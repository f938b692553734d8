import { describe, expect, test } from 'vitest'
import { limbLeads } from '../fixtures.testing.ts'
import { ElementWriter, joined } from './element-writer.ts'
import { dicomOf, groupOf, lead, mark, opened, outcomeOf } from './fixtures.testing.ts'
import { transcoded } from './transcode.testing.ts'
import { writeDicom } from './write.ts'

const UIDS = { study: '2.25.1', series: '2.25.2', instance: '2.25.3' }

describe('DICOM files of all kinds', () => {
  const [whole] = writeDicom(limbLeads(), { recordName: 'r', uids: UIDS, writtenAt: '2026-11-21T10:00:00' })
  const metaLength = 12 + new DataView(whole!.bytes.buffer).getUint32(140, true)
  const dataSet = whole!.bytes.subarray(132 + metaLength)
  const syntax = (uid: string) => new ElementWriter().text(0x00020010, 'UI', uid).bytes()
  const expected = opened(whole!.bytes).tracing

  test.each([
    [
      'implicit little endian',
      joined([mark(), syntax('1.2.840.10008.1.2'), transcoded(dataSet, 'implicit')]),
    ],
    [
      'explicit big endian',
      joined([mark(), syntax('1.2.840.10008.1.2.2'), transcoded(dataSet, 'big-endian')]),
    ],
    [
      'sequences of undefined length',
      joined([mark(), syntax('1.2.840.10008.1.2.1'), transcoded(dataSet, 'undefined-lengths')]),
    ],
    ['no preamble and no meta header', dataSet],
    ['no preamble and no meta header, implicit', transcoded(dataSet, 'implicit')],
    ['no preamble', whole!.bytes.subarray(132)],
    [
      'implicit, called explicit by its header',
      joined([mark(), syntax('1.2.840.10008.1.2.1'), transcoded(dataSet, 'implicit')]),
    ],
  ])('%s', (_kind, bytes) => {
    const { tracing } = opened(bytes)
    expect(tracing).toEqual(expected)
  })

  test('a deflated one is refused with its cure', () => {
    expect(outcomeOf(dicomOf([], undefined, '1.2.840.10008.1.2.1.99'))).toMatchObject({
      ok: false,
      problem: { code: 'dicom-deflated' },
    })
  })

  test('an image is named as what it is', () => {
    expect(outcomeOf(dicomOf([]))).toMatchObject({ ok: false, problem: { code: 'dicom-no-waveform' } })
  })

  test.each([0.95, 0.6, 0.3])('a file cut at %d of its length keeps the samples that are there', (share) => {
    const { tracing } = opened(whole!.bytes.slice(0, whole!.bytes.length * share))
    const { length } = tracing.leads[0]!.samplesMv
    expect(length).toBeGreaterThan(1000 * (share - 0.25))
    expect(length).toBeLessThan(1000 * share)
    expect(tracing.leads[2]!.samplesMv).toEqual(expected.leads[2]!.samplesMv.subarray(0, length))
    expect(tracing.warnings[0]!.code).toBe('data-cut-short')
  })

  test('a file cut before its samples says which part is missing', () => {
    expect(outcomeOf(whole!.bytes.slice(0, 650))).toMatchObject({
      ok: false,
      problem: { code: 'ecg-file-broken', details: { part: 'Waveform Sequence' } },
    })
  })

  test('a file cut in its median beat keeps the rhythm and says what is gone', () => {
    const median = {
      label: 'MEDIAN BEAT',
      originality: 'DERIVED',
      channels: [lead(2)],
      counts: [[1, 2, 3, 4]],
    }
    const bytes = dicomOf([
      groupOf({ channels: [lead(2)], counts: [[1, 2]], label: 'RHYTHM' }),
      groupOf(median),
    ])
    const { tracing, cartMedianBeat } = opened(bytes.slice(0, bytes.length - 4))
    expect(tracing.leads[0]!.samplesMv).toHaveLength(2)
    expect(tracing.warnings).toEqual([{ code: 'part-unreadable', details: { part: 'MEDIAN BEAT' } }])
    expect(cartMedianBeat).toBeNull()
  })

  test('one broken channel definition costs one lead', () => {
    const bytes = dicomOf([
      groupOf({
        channels: [lead(1), lead(2), lead(3)],
        counts: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      }),
    ])
    const text = String.fromCharCode(...bytes)
    bytes.set([0xff, 0xff, 0xff, 0x7f], text.indexOf('2:2 ') - 20) // the length of the code sequence
    const { leads } = opened(bytes).tracing
    expect(leads.map((one) => [one.standard, Math.round(one.samplesMv[0]! * 1000)])).toEqual([
      ['I', 1],
      ['V1', 5],
    ])
  })

  test('a claim of four thousand million samples allocates nothing', () => {
    const { tracing } = opened(dicomOf([groupOf({ channels: [{}], counts: [[1, 2]], stated: 0xfffffff0 })]))
    expect(tracing.leads[0]!.samplesMv).toHaveLength(2)
  })

  test('elements without end that say nothing are given up', () => {
    const empty = new Uint8Array(1_200_000)
    const view = new DataView(empty.buffer)
    for (let i = 0; i < empty.length; i += 8) {
      view.setUint16(i, i >> 3, true)
      view.setUint16(i + 2, 0x4009, true)
      view.setUint16(i + 4, 0x4f4c, true) // LO, no length
    }
    const bytes = joined([mark(), syntax('1.2.840.10008.1.2.1'), empty])
    expect(outcomeOf(bytes)).toMatchObject({ ok: false })
  })

  test('annotations without end cost neither the tracing nor the first of them', () => {
    const notes = Array.from({ length: 6000 }, (_, i) =>
      new ElementWriter().text(0x00700006, 'ST', `note ${i}`),
    )
    const root = new ElementWriter().sequence(0x0040b020, notes)
    const { tracing, cart } = opened(dicomOf([groupOf({ channels: [{}], counts: [[1, 2]] })], root))
    expect(tracing.leads).toHaveLength(1)
    expect(cart!.statements[0]).toEqual({ text: 'note 0' })
    expect(cart!.statements.length).toBeLessThan(1000)
  })

  test('broken annotations cost the measurements, not the tracing', () => {
    const item = new ElementWriter().text(0x00700006, 'ST', 'sinus rhythm')
    const bytes = dicomOf(
      [groupOf({ channels: [{}], counts: [[1, 2]] })],
      new ElementWriter().sequence(0x0040b020, [item]),
    )
    const at = bytes.findIndex((_, i) => bytes[i] === 0x70 && bytes[i + 1] === 0 && bytes[i + 2] === 6)
    bytes[at - 8] = 0x01 // the item's tag
    const { tracing, cart } = opened(bytes)
    expect(tracing.leads).toHaveLength(1)
    expect(tracing.warnings).toEqual([
      { code: 'part-unreadable', details: { part: 'Waveform Annotation Sequence' } },
    ])
    expect(cart).toBeNull()
  })
})
