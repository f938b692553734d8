import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe as suite, expect, test } from 'vitest'
import { describe } from '#contract/dicom/describe.ts'
import { pixelSource } from '#contract/dicom/pixel-source.ts'
import { readDicom } from '#contract/dicom/read.ts'
import { decodeFrame, storedFrame } from '#contract/pixels/decode.ts'
import type { EncapsulatedBytes, PixelSource } from '#contract/pixels/source.ts'
import type { PixelArray } from '#domain/imaging/image.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { createRandom } from '#domain/random.ts'
import { inflateRaw } from './inflate.ts'
import { treeCodecs } from './tree-codecs.ts'

/** Every file of ../shared/data/dicom does with its pixels what its manifest says; skipped where the folder is absent. */
interface Entry {
  readonly file: string
  readonly bytes: number
  readonly expect: 'decode' | 'parse' | 'fail' | 'decode or refuse with a reason'
  readonly photometric?: string
  readonly pixels?: Pixels
}

interface Pixels {
  readonly dtype?: string
  readonly sha256: string
  readonly sha256_is: string
  readonly probes?: readonly (readonly [number, number])[]
  readonly tolerance?: Tolerance
  readonly rgb_sha256?: string
  readonly rgb_probes?: readonly (readonly [number, number])[]
  readonly rgb_tolerance?: Tolerance
  readonly palette_rgb8_sha256?: string
}

interface Tolerance {
  readonly max_abs: number
  readonly mean_abs: number
}

const FOLDER = new URL('../../../../shared/data/dicom/', import.meta.url)
const MANIFEST = new URL('manifest.json', FOLDER)
const entries: readonly Entry[] = existsSync(MANIFEST)
  ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { files: Entry[] }).files
  : []
const named = (wanted: (entry: Entry) => boolean) =>
  entries.filter(wanted).map((entry) => [entry.file, entry] as const)

const codecs = treeCodecs()
const bytesOf = (file: string) => new Uint8Array(readFileSync(new URL(file, FOLDER)))

/** Its offset table lies; its frames must be those of the same file with a right one. */
const SAME_FRAMES_AS: Readonly<Record<string, string>> = {
  'encapsulation/made-bot-wrong-jls.dcm': 'encapsulation/made-frag3-bot-jls.dcm',
}
/** Some frames are whole and may be shown: those of the same file before it was broken. */
const WHOLE_IN_PART: Readonly<Record<string, string>> = {
  'broken/emri_small_jpeg_2k_lossless_too_short.dcm': 'objects/emri_small_jpeg_2k_lossless.dcm',
  'broken/made-frames-fewer-than-said.dcm': 'encapsulation/made-frag3-bot-jls.dcm',
}

/** Damaged copies of the whole set; fixtures of our own are damaged in every run (`codec-streams.test.ts`). */
const LONG = process.env['LONG'] !== undefined

suite.skipIf(entries.length === 0)('the manifest of DICOM files', () => {
  test.each(named((entry) => entry.expect === 'decode'))('%s: its pixels', async (file, entry) => {
    await expectPixels(entry, await sourceOf(bytesOf(file)))
  })

  test.each(named((entry) => entry.expect.startsWith('decode or')))(
    '%s: right, or refused',
    async (file, entry) => {
      const source = await sourceOf(bytesOf(file))
      const first = source.ok ? await decodeFrame(source.value, 0, codecs) : source
      if (!first.ok) return expectReason(first)
      const same = entries.find((other) => other.file === SAME_FRAMES_AS[file])
      if (entry.pixels?.dtype || same) await expectPixels(same ?? entry, source)
      else expect(first.value.pixels.length).toBe(first.value.rows * first.value.columns)
    },
  )

  test.each(named((entry) => entry.expect === 'fail'))('%s: refused', async (file) => {
    const source = await sourceOf(bytesOf(file))
    if (!source.ok) return expectReason(source)
    const before = WHOLE_IN_PART[file] ? await sourceOf(bytesOf(WHOLE_IN_PART[file])) : source
    for (let index = 0; index < source.value.layout.frames; index += 1) {
      const frame = await decodeFrame(source.value, index, codecs)
      const whole = before.ok && WHOLE_IN_PART[file] ? await decodeFrame(before.value, index, codecs) : null
      if (frame.ok && whole?.ok) expect(digest(frame.value.pixels)).toBe(digest(whole.value.pixels))
      else expectReason(frame)
    }
  })

  test.skipIf(!LONG)(
    'a code stream cut anywhere is the same picture, or a reason',
    { timeout: 60_000 },
    async () => {
      for (const [file, entry] of named((each) => each.expect === 'decode' && each.bytes < 200_000)) {
        const source = await sourceOf(bytesOf(file))
        if (!source.ok || source.value.bytes.kind !== 'encapsulated') continue
        const whole = await decodeFrame(source.value, 0, codecs)
        for (const share of [0.05, 0.4, 0.8, 0.97]) {
          const cut = await decodeFrame(cutAt(source.value, source.value.bytes, share), 0, codecs)
          if (cut.ok)
            expect(digest(cut.value.pixels), `${file} at ${share}`).toBe(
              whole.ok && digest(whole.value.pixels),
            )
          else expectReason(cut)
        }
        expect(entry.bytes).toBeGreaterThan(0)
      }
    },
  )

  test.skipIf(!LONG)(
    'a file with changed bytes is a picture of its size or a reason, soon',
    { timeout: 60_000 },
    async () => {
      const { uniform } = createRandom(SEED)
      for (const [file] of named((each) => each.bytes < 200_000)) {
        for (let change = 0; change < 5; change += 1) {
          const bytes = bytesOf(file)
          if (bytes.length === 0) continue
          const reach = change % 2 === 0 ? bytes.length : Math.min(bytes.length, 2500)
          const at = Math.floor(uniform() * reach)
          bytes[at] = Math.floor(uniform() * 256)
          const what = `${file}, byte ${at} is ${bytes[at]}`
          const before = performance.now()
          await expectSurvives(bytes, what)
          expect(performance.now() - before, what).toBeLessThan(FILE_MS_MAX)
        }
      }
    },
  )
})

const SEED = 20261122
/** The slowest file here takes two seconds; a tablet's patience is bounded by the worker that is watched. */
const FILE_MS_MAX = 10_000

async function sourceOf(bytes: Uint8Array): Promise<Outcome<PixelSource>> {
  const object = await readDicom({ name: 'x.dcm', bytes }, inflateRaw)
  if (!object.ok) return object
  const described = describe(object.value)
  if (!described.ok) return described
  const source = pixelSource(object.value)
  return source ? good(source) : { ok: false, problem: NO_PIXELS }
}

const NO_PIXELS = { code: 'no-pixels', message: 'no pixels', cure: 'none', details: {} }

function expectReason(outcome: Outcome<unknown>): void {
  expect(outcome.ok ? 'a picture' : outcome.problem.code).toMatch(/^(pixels|dicom|file|no)-/)
  expect(!outcome.ok && outcome.problem.message && outcome.problem.cure).toBeTruthy()
}

async function expectPixels({ pixels }: Entry, source: Outcome<PixelSource>): Promise<void> {
  if (!source.ok || !pixels) return expect.unreachable(source.ok ? 'no pixels' : source.problem.message)
  const stored: PixelArray[] = []
  const shown: PixelArray[] = []
  let photometric = ''
  for (let index = 0; index < source.value.layout.frames; index += 1) {
    const frame = await storedFrame(source.value, index, codecs)
    const picture = await decodeFrame(source.value, index, codecs)
    if (!frame.ok) return expect.unreachable(frame.problem.message)
    if (!picture.ok) return expect.unreachable(picture.problem.message)
    photometric = frame.value.photometric
    stored.push(frame.value.pixels)
    shown.push(picture.value.pixels)
  }
  expect(stored[0]?.constructor.name.toLowerCase()).toBe(`${pixels.dtype}array`)
  // A decoder that gives RGB at once is compared after the transform alone.
  if (photometric === 'RGB' && pixels.rgb_probes) expectNear(shown, pixels.rgb_probes, pixels.rgb_tolerance)
  else if (pixels.sha256_is.startsWith('exact')) expect(digest(...stored)).toBe(pixels.sha256)
  else expectNear(stored, pixels.probes, pixels.tolerance)
  if (photometric !== 'RGB' && pixels.rgb_sha256) expect(digest(...shown)).toBe(pixels.rgb_sha256)
  if (pixels.palette_rgb8_sha256) expect(digest(...shown)).toBe(pixels.palette_rgb8_sha256)
}

function expectNear(
  frames: readonly PixelArray[],
  probes: Pixels['probes'] = [],
  tolerance?: Tolerance,
): void {
  const length = frames[0]?.length ?? 0
  const differences = probes.map(([at, value]) =>
    Math.abs((frames[Math.floor(at / length)]?.[at % length] ?? NaN) - value),
  )
  expect(differences.length).toBeGreaterThan(0)
  expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance?.max_abs ?? 0)
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length
  expect(mean).toBeLessThanOrEqual(tolerance?.mean_abs ?? 0)
}

function digest(...frames: readonly PixelArray[]): string {
  const hash = createHash('sha256')
  for (const { buffer, byteOffset, byteLength } of frames)
    hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  return hash.digest('hex')
}

/** The first frame's stream alone, cut; as a file of one frame. */
function cutAt({ layout }: PixelSource, bytes: EncapsulatedBytes, share: number): PixelSource {
  const pieces = layout.frames === 1 ? bytes.fragments : bytes.fragments.slice(0, 1)
  const whole = new Uint8Array(pieces.flatMap((piece) => [...piece]))
  const stream = whole.slice(0, Math.floor(whole.length * share))
  return {
    layout: { ...layout, frames: 1 },
    bytes: { kind: 'encapsulated', fragments: [stream], basicOffsets: [], extended: null },
  }
}

async function expectSurvives(bytes: Uint8Array, what: string): Promise<void> {
  const source = await sourceOf(bytes)
  const frame = source.ok ? await decodeFrame(source.value, 0, codecs) : source
  if (!frame.ok) return expectReason(frame)
  const { rows, columns, samplesPerPixel, pixels } = frame.value
  expect(pixels.length, what).toBe(rows * columns * samplesPerPixel)
}
