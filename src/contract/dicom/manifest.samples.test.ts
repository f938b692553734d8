import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe as suite, expect, test } from 'vitest'
import { describe } from './describe.ts'
import { readDicomDir } from './dicomdir.ts'
import { embeddedPdf } from './documents.ts'
import { inflateRaw } from './fixtures.testing.ts'
import type { DicomItem } from './item.ts'
import { readDicom, type DicomObject } from './read.ts'

interface Entry {
  readonly file: string
  readonly rule: string
  readonly expect: string
  readonly rows?: number | string
  readonly cols?: number | string
  readonly frames?: number
  readonly modality?: string
  readonly transfer_syntax?: string
  readonly text?: Readonly<Record<string, string | null>> | readonly (readonly [string, string])[]
  readonly records?: Readonly<Record<string, number>>
  readonly document_sha256?: string
  readonly waveform?: readonly {
    readonly channels: number
    readonly samples: number
    readonly raw_sha256: string
  }[]
}

const FOLDER = new URL('../../../../shared/data/dicom/', import.meta.url)
const MANIFEST = new URL('manifest.json', FOLDER)
const entries: readonly Entry[] = existsSync(MANIFEST)
  ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { files: Entry[] }).files
  : []

/** Wrong in the compressed stream itself, which no data set tells; the decoder refuses these. */
const LEFT_TO_DECODER = new Set([
  'broken/made-jls-cut.dcm',
  'broken/made-jpeg-corrupt.dcm',
  'broken/made-jpeg-size-mismatch.dcm',
])
/** Some frames are whole: those are shown, with a warning. */
const SHOWN_IN_PART = new Map([
  ['broken/made-frames-fewer-than-said.dcm', 3],
  ['broken/emri_small_jpeg_2k_lossless_too_short.dcm', 9],
])
/** Why each of the others is refused. */
const REASONS: Readonly<Record<string, string>> = {
  '3gb-bulk-data-truncated': 'pixels-layout',
  CTImage_JPEGProcess6_8: 'pixels-syntax-retired',
  MR_truncated: 'dicom-cut-short',
  'made-bits-nonsense': 'pixels-layout',
  'made-cut-in-meta': 'dicom-cut-short',
  'made-cut-in-pixels': 'dicom-cut-short',
  'made-deflate-bomb': 'dicom-asks-too-much',
  'made-deflate-cut': 'dicom-deflate-broken',
  'made-dicm-then-nothing': 'dicom-cut-short',
  'made-empty-file': 'file-empty',
  'made-frames-bomb': 'pixels-layout',
  'made-html-page': 'dicom-unrecognised',
  'made-nested-2000': 'dicom-asks-too-much',
  'made-no-pixel-element': 'dicom-pixels-missing',
  'made-pixel-length-4g': 'dicom-cut-short',
  'made-png-file': 'dicom-unrecognised',
  'made-random-bytes': 'dicom-unrecognised',
  'made-rows-zero': 'pixels-layout',
  'made-samples-two': 'pixels-layout',
  'made-size-bomb': 'pixels-too-large',
  'made-ts-jpegxl': 'pixels-syntax-unsupported',
  'made-ts-jpip': 'pixels-syntax-elsewhere',
  'made-ts-mpeg4': 'pixels-syntax-unsupported',
  'made-ts-private': 'pixels-syntax-unknown',
  'made-zero-length-pixels': 'dicom-pixels-missing',
}

function readSample(file: string) {
  return readDicom({ name: file, bytes: new Uint8Array(readFileSync(new URL(file, FOLDER))) }, inflateRaw)
}

async function opened(file: string): Promise<DicomObject> {
  const read = await readSample(file)
  if (!read.ok) throw new Error(`${file}: ${read.problem.message}`)
  return read.value
}

function namesOf(wanted: (entry: Entry) => boolean): (readonly [string, Entry])[] {
  return entries.filter(wanted).map((entry) => [entry.file, entry] as const)
}

suite.skipIf(entries.length === 0)('the DICOM files of the manifest', () => {
  test.each(namesOf(({ expect: wanted }) => wanted !== 'fail'))('%s is read', async (file, entry) => {
    const object = await opened(file)
    expect(object.cutIn === null || file === 'parsing/rtplan_truncated.dcm').toBe(true)
    expect(object.unreadable).toEqual([])
    if (entry.transfer_syntax !== undefined) expect(object.transferSyntax).toBe(entry.transfer_syntax)
    if (entry.modality !== undefined) expect(object.root.text('Modality')).toBe(entry.modality)
    if (typeof entry.rows === 'number') {
      expect(object.root.number('Rows')).toBe(entry.rows)
      expect(object.root.number('Columns')).toBe(entry.cols)
    }
  })

  test.each(namesOf(({ expect: wanted }) => wanted === 'decode'))('%s is described', async (file, entry) => {
    const described = describe(await opened(file))
    if (!described.ok) throw new Error(described.problem.message)
    if ('document' in described.value) return expect(described.value.document.kind).toBe('segmentation')
    const { frames, rows, columns } = described.value.instance
    expect([frames.length, rows, columns]).toEqual([entry.frames ?? 1, entry.rows, entry.cols])
  })

  test.each(namesOf(({ expect: wanted }) => wanted === 'fail'))('%s is refused', async (file) => {
    const read = await readSample(file)
    const outcome = read.ok ? describe(read.value) : read
    if (outcome.ok) {
      const shown = 'instance' in outcome.value ? outcome.value.instance : expect.unreachable()
      expect(LEFT_TO_DECODER.has(file) || SHOWN_IN_PART.get(file) === shown.frames.length, file).toBe(true)
      if (SHOWN_IN_PART.has(file)) expect(shown.warnings[0]!.code).toBe('frames-missing')
      return
    }
    const [, name = ''] = /([^/]+?)(?:\.dcm)?$/.exec(file)!
    expect(outcome.problem.code).toBe(REASONS[name])
    expect(outcome.problem.cure).not.toBe('')
  })

  const hasText = ({ text }: Entry): boolean => text !== undefined && Object.values(text).some(Boolean)
  test.each(namesOf(hasText))('%s: its text', async (file, { text }) => {
    const { root } = await opened(file)
    const pairs = Array.isArray(text) ? (text as [string, string][]) : Object.entries(text!)
    for (const [at, wanted] of pairs as [string, string | null][]) {
      if (wanted !== null) expect(textAt(root, at), at).toBe(wanted)
    }
  })

  test('undeclared text that can only be Chinese is read as such', async () => {
    const { root } = await opened('charset/made-no-charset-gb-bytes.dcm')
    expect(root.text('PatientName')).toContain('测试')
  })

  test.each(namesOf(({ records }) => records !== undefined))('%s: its records', async (file, { records }) => {
    const directory = readDicomDir(await opened(file))!
    const counts: Record<string, number> = {}
    for (const { type } of directory.records) counts[type] = (counts[type] ?? 0) + 1
    expect(counts).toEqual(records)
  })

  test('every file that the DICOMDIR names is there', async () => {
    for (const variant of ['media/DICOMDIR', 'media-variants/DICOMDIR-reordered']) {
      const { records } = readDicomDir(await opened(variant))!
      const paths = records.flatMap(({ path }) => path ?? [])
      const wanted = entries.flatMap(({ file }) => /^media\/(\d.*)/.exec(file)?.[1] ?? [])
      expect(paths.sort()).toEqual(wanted.sort())
    }
  })

  test.each(namesOf((entry) => entry.document_sha256 !== undefined))(
    '%s: its document',
    async (file, entry) => {
      const pdf = embeddedPdf(await opened(file))!
      expect(createHash('sha256').update(pdf).digest('hex')).toBe(entry.document_sha256)
    },
  )

  test.each(namesOf(({ waveform }) => waveform !== undefined))(
    '%s: its curves',
    async (file, { waveform }) => {
      const groups = (await opened(file)).root.items('WaveformSequence')
      const found = groups.map((group) => ({
        channels: group.number('NumberOfWaveformChannels'),
        samples: group.number('NumberOfWaveformSamples'),
        raw_sha256: createHash('sha256').update(group.raw('WaveformData')!).digest('hex'),
      }))
      expect(found).toEqual(
        waveform!.map(({ channels, samples, raw_sha256 }) => ({ channels, samples, raw_sha256 })),
      )
    },
  )
})

const KEYWORDS = {
  '(0010,0010)': 'PatientName',
  '(0010,1001)': 'OtherPatientNames',
  PatientName: 'PatientName',
  PatientComments: 'PatientComments',
} as const

/** `(0010,0010)`, or the same within an item of a sequence. */
function textAt(root: DicomItem, at: string): string {
  const keyword = KEYWORDS[at.split('/').at(-1) as keyof typeof KEYWORDS]
  const item = at.startsWith('(0032,1064)[0]/') ? root.item('RequestedProcedureCodeSequence')! : root
  return keyword === 'PatientComments'
    ? item.whole(keyword)
    : item.values(keyword).join('\\').replace(/=+$/, '')
}
