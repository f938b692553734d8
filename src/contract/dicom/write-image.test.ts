import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeGb18030 } from './gb18030.ts'
import {
  overlayTags,
  personTags,
  planeTags,
  spacingTags,
  ultrasoundRegionTags,
  windowTags,
} from './image-tags.ts'
import { type ImageToWrite, writeImageObject } from './write-image.ts'

const dicomParser = createRequire(import.meta.url)('dicom-parser') as typeof import('dicom-parser')
const UIDS = { study: '2.25.1', series: '2.25.2', instance: '2.25.3' }

function written(change: Partial<ImageToWrite> = {}) {
  const bytes = writeImageObject({
    sopClass: '1.2.840.10008.5.1.4.1.1.7',
    uids: UIDS,
    pixels: {
      rows: 2,
      columns: 3,
      bitsAllocated: 16,
      bitsStored: 12,
      photometric: 'MONOCHROME2',
      data: { kind: 'native', samples: Uint16Array.of(1, 2, 3, 4, 5, 4095) },
    },
    ...change,
  })
  return { bytes, set: dicomParser.parseDicom(bytes) }
}

describe('an image object as another reader sees it', () => {
  test('has its layout and its samples', () => {
    const { bytes, set } = written()
    expect(set.uint16('x00280010')).toBe(2)
    expect(set.uint16('x00280011')).toBe(3)
    expect(set.uint16('x00280102')).toBe(11)
    const { dataOffset, length } = set.elements.x7fe00010!
    const samples = [...new Uint16Array(bytes.slice(dataOffset, dataOffset + length).buffer)]
    expect(samples).toEqual([1, 2, 3, 4, 5, 4095])
    expect(set.string('x00020010')).toBe('1.2.840.10008.1.2.1')
  })

  test('has windows, spacings and its plane', () => {
    const plane = {
      origin: [-1.5, 2, 3] as const,
      alongRow: [1, 0, 0] as const,
      alongColumn: [0, 0, -1] as const,
      rowMm: 0.5,
      columnMm: 0.25,
      thicknessMm: 5,
      frameOfReference: '2.25.9',
    }
    const windows = [
      { centre: 40, width: 400, explanation: 'SOFT' },
      { centre: -600, width: 1500, explanation: 'LUNG' },
    ]
    const imager = spacingTags({ imagerMm: [0.1, 0.2], magnification: 1.1 })
    const { set } = written({ tags: [...planeTags(plane), ...windowTags(windows, 'SIGMOID'), ...imager] })
    expect(set.string('x00200032')).toBe('-1.5\\2\\3')
    expect(set.string('x00200037')).toBe('1\\0\\0\\0\\0\\-1')
    expect(set.floatString('x00280030', 0)).toBe(0.5)
    expect(set.floatString('x00280030', 1)).toBe(0.25)
    expect(set.floatString('x00181164', 1)).toBe(0.2)
    expect(set.floatString('x00281050', 1)).toBe(-600)
    expect(set.string('x00281056')).toBe('SIGMOID')
  })

  test('has the regions of an ultrasound picture', () => {
    const region = {
      ...{ x0: 10, y0: 20, x1: 300, y1: 200, unitX: 'cm', unitY: 'cm', deltaX: 0.02, deltaY: 0.021 },
      ...{ shape: '2d', referenceX: -4, referenceY: 0, referenceValueX: 0, referenceValueY: 0 },
    }
    const { set } = written({ tags: ultrasoundRegionTags([region]) })
    const item = set.elements.x00186011!.items![0]!.dataSet!
    expect([item.uint16('x00186012'), item.uint16('x00186024')]).toEqual([1, 3])
    expect(item.uint32('x0018601c')).toBe(300)
    expect(item.double('x0018602e')).toBe(0.021)
    expect(item.int32('x00186020')).toBe(-4)
  })

  test('has an overlay of single bits', () => {
    const mask = Uint8Array.of(1, 0, 1, 0, 0, 1)
    const { bytes, set } = written({ tags: overlayTags({ group: 0x6000, rows: 2, columns: 3, mask }) })
    expect(bytes[set.elements.x60003000!.dataOffset]).toBe(0b100101)
  })

  test.each(['utf-8', 'gb18030'] as const)('has a Chinese name in %s', (charset) => {
    const person = { names: ['Zhang^San', '张^三'], id: 'P1', birthDate: '1970-02-03', sex: 'male' as const }
    const { bytes, set } = written({ charset, tags: personTags(person) })
    const { dataOffset, length } = set.elements.x00100010!
    const name = new TextDecoder(charset).decode(bytes.subarray(dataOffset, dataOffset + length))
    expect(name.trim()).toBe('Zhang^San=张^三')
    expect(set.string('x00080005')).toBe(charset === 'utf-8' ? 'ISO_IR 192' : 'GB18030')
    expect(set.string('x00100030')).toBe('19700203')
  })

  test('frames compressed elsewhere lie in fragments, found by an offset table of either kind or by none', () => {
    const frames = [[Uint8Array.of(1, 2, 3)], [Uint8Array.of(4, 5), Uint8Array.of(6, 7, 8, 9)]]
    for (const offsets of ['none', 'basic'] as const) {
      const pixels = { rows: 1, columns: 1, bitsAllocated: 8, photometric: 'MONOCHROME2', frames: 2 }
      const data = { kind: 'encapsulated', transferSyntax: '1.2.840.10008.1.2.5', frames, offsets } as const
      const { bytes, set } = written({ pixels: { ...pixels, data } })
      const element = set.elements.x7fe00010!
      expect(element.basicOffsetTable).toEqual(offsets === 'basic' ? [0, 12] : [])
      expect(element.fragments!.map(({ length }) => length)).toEqual([4, 2, 4])
      expect(bytes[element.fragments![1]!.position]).toBe(4)
    }
    const pixels = { rows: 1, columns: 1, bitsAllocated: 8, photometric: 'MONOCHROME2', frames: 2 }
    const single = [[Uint8Array.of(1, 2, 3)], [Uint8Array.of(4, 5)]]
    const bytes = writeImageObject({
      ...{ sopClass: '1.2', uids: UIDS },
      pixels: {
        ...pixels,
        data: {
          kind: 'encapsulated',
          transferSyntax: '1.2.840.10008.1.2.5',
          frames: single,
          offsets: 'extended',
        },
      },
    })
    const at = Buffer.from(bytes).indexOf(Buffer.from([0xe0, 0x7f, 0x01, 0x00]))
    const view = new DataView(bytes.buffer, at)
    expect([view.getUint32(8, true), view.getBigUint64(12, true), view.getBigUint64(20, true)]).toEqual([
      16,
      0n,
      12n,
    ])
  })

  test('a tag that is given stands in place of the writer’s own', () => {
    expect(written({ tags: [{ tag: 0x00280102, vr: 'US', value: 15 }] }).set.uint16('x00280102')).toBe(15)
  })

  test('text in GB18030 reads back, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '张三', '𠮷', '㐀'), (text, more) => {
        const whole = (text + more).replace(/\p{Co}|\p{Cs}/gu, '')
        expect(new TextDecoder('gb18030').decode(encodeGb18030(whole))).toBe(whole.replace(/^\uFEFF/, ''))
      }),
      { numRuns: 60 },
    )
  })
})
