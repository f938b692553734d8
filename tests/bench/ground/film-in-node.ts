/**
 * A process of its own for slices in Node: how long the film worker takes to open a folder of HTJ2K slices and to hand out
 * every frame, and how long the codec alone takes for the same streams. Prints milliseconds as JSON.
 * Usage: film-in-node.ts SLICES
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { proxy } from 'comlink'
import { writeImageObject } from '#contract/dicom/write-image.ts'
import { treeFilmWorker } from '#data/imaging/film-intake.fixture.ts'
import { treeCodecs } from '#data/imaging/tree-codecs.ts'
import { root } from './built-app.ts'
import { encodeHtj2k } from './htj2k.ts'
import { hillsOf } from './hills.ts'

const COLUMNS = 512
const DIFFERENT = 12
const slices = Number(process.argv[2])
const codec = await readFile(join(root, 'node_modules/@cornerstonejs/codec-openjph/dist/openjphjs.wasm'))
const streams = await Promise.all(
  Array.from({ length: DIFFERENT }, (_, i) => encodeHtj2k(hillsOf(COLUMNS, COLUMNS, i), codec)),
)
const streamOf = (i: number) => streams[i % DIFFERENT]!
const files = Array.from({ length: slices }, (_, i) => ({
  path: `slice-${i}.dcm`,
  file: new Blob([objectOf(i)]),
}))

function objectOf(i: number): Uint8Array<ArrayBuffer> {
  return writeImageObject({
    sopClass: '1.2.840.10008.5.1.4.1.1.2',
    uids: { study: '2.25.1', series: '2.25.2', instance: `2.25.3.${i}` },
    pixels: {
      rows: COLUMNS,
      columns: COLUMNS,
      bitsAllocated: 16,
      bitsStored: 12,
      photometric: 'MONOCHROME2',
      data: {
        kind: 'encapsulated',
        transferSyntax: '1.2.840.10008.1.2.4.201',
        frames: [[streamOf(i)]],
        offsets: 'basic',
      },
    },
    tags: [
      { tag: 0x00080060, vr: 'CS', value: 'CT' },
      { tag: 0x00200032, vr: 'DS', value: `0\\0\\${i}` },
      { tag: 0x00200037, vr: 'DS', value: '1\\0\\0\\0\\1\\0' },
    ],
  })
}

const codecs = treeCodecs()
await codecs.decode('htj2k', streamOf(0))
const bareStart = performance.now()
for (let i = 0; i < slices; i++) await codecs.decode('htj2k', streamOf(i))
const bareMs = performance.now() - bareStart

const { remote, close } = treeFilmWorker()
const openStart = performance.now()
const instances: string[] = []
await remote.take(
  files,
  proxy((study) => {
    instances.splice(0, Infinity, ...study.series.flatMap((series) => series.instances.map(({ id }) => id)))
  }),
  proxy((file, problem) => {
    throw new Error(`${file}: ${problem.message}`)
  }),
)
const openMs = performance.now() - openStart
const framesStart = performance.now()
for (const instance of instances) {
  const frame = await remote.frame(instance, 0)
  if (!frame.ok) throw new Error(frame.problem.message)
}
const framesMs = performance.now() - framesStart
close()
process.stdout.write(JSON.stringify({ slices: instances.length, bareMs, openMs, framesMs }), () =>
  process.exit(0),
)
