import { expose, wrap } from 'comlink'
import { writeImageObject, type DicomTag } from '#contract/dicom/write-image.ts'
import { treeFiles } from '#inference/tree-files.ts'
import { filmIntakeOf } from './film-intake-of.ts'
import type { GivenFile } from './film-intake.ts'
import { filmForKeeping } from './film-keeping.ts'
import { filmReader } from './film-reader.ts'
import type { FilmWorker } from './film-worker.ts'
import { treeCodecs } from './tree-codecs.ts'

const CT = '1.2.840.10008.5.1.4.1.1.2'

/**
 * The image worker as it is, with the codecs of the tree, behind a real message channel: what is moved is gone here too.
 */
export function treeFilmWorker(budgets?: { fileBytes: number; frameBytes: number }) {
  const { port1, port2 } = new MessageChannel()
  const worker = filmIntakeOf({
    read: filmReader(treeCodecs()),
    sample: async () => [],
    forKeeping: filmForKeeping,
    volumes: () => import('./film-volume.ts'),
    asking: () => import('./film-asking.ts'),
    packFiles: treeFiles,
    ...(budgets ? { budgets } : {}),
  })
  expose(worker, port1)
  const remote = wrap<FilmWorker>(port2)
  const close = () => {
    port1.close()
    port2.close()
  }
  return { remote, close }
}

interface SliceToMake {
  readonly study?: string
  readonly series?: string
  readonly number: number
  readonly columns?: number
  /** Stored value of every pixel. */
  readonly value?: number
  readonly tags?: readonly DicomTag[]
}

/** One CT slice, 2 mm from the next. */
export function ctSlice({
  study = '1',
  series = '1',
  number,
  columns = 16,
  value = number,
  tags = [],
}: SliceToMake) {
  const samples = new Uint16Array(columns * columns).fill(value)
  return writeImageObject({
    sopClass: CT,
    uids: {
      study: `1.2.${study}`,
      series: `1.2.${study}.${series}`,
      instance: `1.2.${study}.${series}.${number}`,
    },
    pixels: {
      rows: columns,
      columns,
      bitsAllocated: 16,
      bitsStored: 12,
      photometric: 'MONOCHROME2',
      data: { kind: 'native', samples },
    },
    tags: [
      { tag: 0x00080060, vr: 'CS', value: 'CT' },
      { tag: 0x00200013, vr: 'IS', value: `${number}` },
      { tag: 0x00200032, vr: 'DS', value: `0\\0\\${number * 2}` },
      { tag: 0x00200037, vr: 'DS', value: '1\\0\\0\\0\\1\\0' },
      { tag: 0x00200052, vr: 'UI', value: '1.2.9' },
      { tag: 0x00280030, vr: 'DS', value: '1\\1' },
      { tag: 0x00281052, vr: 'DS', value: '-1024' },
      { tag: 0x00281053, vr: 'DS', value: '1' },
      ...tags,
    ],
  })
}

export function given(path: string, bytes: Uint8Array<ArrayBuffer>): GivenFile {
  return { path, file: new Blob([bytes]) }
}
