import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ModalityTransform, Voi } from './image.ts'
import { modalityValue, voiBrightness } from './voi.ts'

/**
 * The files of `../shared/data/dicom` whose manifest gives display values (`voi.probes`: index, value after the modality
 * transform, brightness before inversion). All are explicit little endian and native: a reader of forty lines does, so
 * that formulas are tested apart from our own reader.
 */
const FOLDER = join(import.meta.dirname, '../../../../shared/data/dicom')

interface Entry {
  readonly file: string
  readonly pixels?: {
    readonly voi?: {
      readonly probes: readonly (readonly [index: number, value: number, brightness: number])[]
      readonly tolerance: number
    }
  }
}

function probed(): readonly Entry[] {
  const manifest = join(FOLDER, 'manifest.json')
  if (!existsSync(manifest)) return []
  const { files } = JSON.parse(readFileSync(manifest, 'utf8')) as { files: readonly Entry[] }
  return files.filter((entry) => entry.pixels?.voi)
}

const entries = probed()

describe.skipIf(entries.length === 0)('display values of the manifest', () => {
  it.each(entries)('$file', ({ file, pixels }) => {
    const tags = elementsOf(new Uint8Array(readFileSync(join(FOLDER, file))))
    const modality = modalityOf(tags)
    const brightness = voiBrightness(voiOf(tags))
    const stored = storedOf(tags)
    const voi = pixels!.voi!
    expect(voi.probes.length).toBeGreaterThan(0)
    for (const [index, value, shown] of voi.probes) {
      expect(modalityValue(modality, stored(index))).toBeCloseTo(value, 6)
      expect(Math.abs(brightness(value) - shown)).toBeLessThanOrEqual(voi.tolerance)
    }
  })
})

type Elements = ReadonlyMap<string, Uint8Array>

/** Elements by tag, those inside sequences as `sequence/tag` of their first item. */
function elementsOf(bytes: Uint8Array, from = 132, prefix = ''): Elements {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const elements = new Map<string, Uint8Array>()
  let at = from
  while (at + 8 <= bytes.length) {
    const tag = [view.getUint16(at, true), view.getUint16(at + 2, true)]
      .map((half) => half.toString(16).padStart(4, '0'))
      .join('')
    if (tag.startsWith('fffe')) {
      at += 8
      continue
    }
    const isLong = /^(OB|OW|OF|OD|SQ|UN|UT)$/u.test(String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!))
    const isSequence = bytes[at + 4] === 0x53 && bytes[at + 5] === 0x51
    const length = isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true)
    at += isLong ? 12 : 8
    if (isSequence) prefix = `${tag}/`
    const isUndefined = length === 0xffffffff
    elements.set(prefix + tag, bytes.subarray(at, isUndefined ? at : at + length))
    if (isSequence) {
      const end = isUndefined ? bytes.length : at + length
      for (const [name, value] of elementsOf(bytes.subarray(0, end), at, prefix)) {
        if (!elements.has(name)) elements.set(name, value)
      }
      prefix = ''
      if (isUndefined) break
    }
    at += isSequence || !isUndefined ? length : 0
  }
  return elements
}

function numbersOf(tags: Elements, tag: string): readonly number[] {
  const text = new TextDecoder().decode(tags.get(tag) ?? new Uint8Array())
  return text.trim() === '' ? [] : text.split('\\').map(Number)
}

function wordsOf(tags: Elements, tag: string): Uint16Array {
  return new Uint16Array((tags.get(tag) ?? new Uint8Array()).slice().buffer)
}

function modalityOf(tags: Elements): ModalityTransform {
  const [, firstMapped] = wordsOf(tags, '00283000/00283002')
  if (firstMapped !== undefined) {
    return { kind: 'table', firstMapped, values: [...wordsOf(tags, '00283000/00283006')] }
  }
  const [slope = 1] = numbersOf(tags, '00281053')
  const [intercept = 0] = numbersOf(tags, '00281052')
  return { kind: 'linear', slope, intercept }
}

function voiOf(tags: Elements): Voi {
  const [, first, bitsPerEntry] = wordsOf(tags, '00283010/00283002')
  if (first !== undefined && bitsPerEntry !== undefined) {
    const firstMapped = first > 32767 ? first - 65536 : first
    return {
      kind: 'table',
      firstMapped,
      bitsPerEntry,
      values: wordsOf(tags, '00283010/00283006'),
      explanation: '',
    }
  }
  const [centre = 0] = numbersOf(tags, '00281050')
  const [width = 1] = numbersOf(tags, '00281051')
  const named = new TextDecoder().decode(tags.get('00281056') ?? new Uint8Array()).trim()
  const shape = named === 'SIGMOID' || named === 'LINEAR_EXACT' ? named : 'LINEAR'
  return { kind: 'window', centre, width, shape, explanation: '' }
}

function storedOf(tags: Elements): (index: number) => number {
  const bytes = tags.get('7fe00010')!
  const [allocated] = wordsOf(tags, '00280100')
  if (allocated === 8) return (index) => bytes[index]!
  const words = wordsOf(tags, '7fe00010')
  return (index) => words[index]!
}
