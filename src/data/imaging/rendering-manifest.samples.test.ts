import { existsSync, readFileSync } from 'node:fs'
import { describe as suite, expect, test } from 'vitest'
import { describe } from '#contract/dicom/describe.ts'
import { pixelSource } from '#contract/dicom/pixel-source.ts'
import { readDicom } from '#contract/dicom/read.ts'
import { decodeFrame } from '#contract/pixels/decode.ts'
import { modalityValue, startingVoi, voiBrightness } from '#domain/imaging/voi.ts'
import { inflateRaw } from './inflate.ts'
import { treeCodecs } from './tree-codecs.ts'

/** From file to brightness, all three floors together, against what the manifest computed from the standard's text. */
interface Entry {
  readonly file: string
  readonly photometric?: string
  readonly pixels?: {
    readonly voi?: {
      readonly function: string
      /** Flat index, value after the modality transform, brightness 0 to 1 before any inversion. */
      readonly probes: readonly (readonly [index: number, value: number, brightness: number])[]
      readonly tolerance: number
    }
  }
}

const FOLDER = new URL('../../../../shared/data/dicom/', import.meta.url)
const MANIFEST = new URL('manifest.json', FOLDER)
const entries: readonly Entry[] = existsSync(MANIFEST)
  ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { files: Entry[] }).files.filter(
      ({ pixels }) => pixels?.voi,
    )
  : []
const codecs = treeCodecs()

suite.skipIf(entries.length === 0)('brightness as the standard has it', () => {
  test.each(entries.map((entry) => [entry.file, entry] as const))(
    '%s',
    async (file, { photometric, pixels }) => {
      const bytes = new Uint8Array(readFileSync(new URL(file, FOLDER)))
      const object = await readDicom({ name: file, bytes }, inflateRaw)
      const described = object.ok ? describe(object.value) : object
      if (!object.ok || !described.ok || !('instance' in described.value)) return expect.unreachable(file)
      const frame = await decodeFrame(pixelSource(object.value)!, 0, codecs)
      const { rendering } = described.value.instance.frames[0]!
      if (!frame.ok || rendering.kind !== 'grey') return expect.unreachable(file)
      expect(rendering.inverted).toBe(photometric === 'MONOCHROME1')
      expect(described.value.instance.warnings).toEqual([])
      const { probes, tolerance } = pixels!.voi!
      const brightness = voiBrightness(startingVoi(frame.value, rendering))
      for (const [index, value, wanted] of probes) {
        const found = modalityValue(rendering.modality, frame.value.pixels[index]!)
        expect(found, `value at ${index}`).toBeCloseTo(value, 4)
        expect(Math.abs(brightness(found) - wanted), `brightness at ${index}`).toBeLessThanOrEqual(tolerance)
      }
    },
  )
})
