import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeImageObject } from '#contract/dicom/write-image.ts'
import { root } from './built-app.ts'
import { hillsOf } from './hills.ts'
import { encodeHtj2k } from './htj2k.ts'

const DX = '1.2.840.10008.5.1.4.1.1.1.1'
const CT = '1.2.840.10008.5.1.4.1.1.2'
const HTJ2K_LOSSLESS = '1.2.840.10008.1.2.4.201'

type Coding = 'raw' | 'htj2k'

/** A film of 2048 × 2500, another one for each number. */
export function filmFile(number: number, coding: Coding): Promise<Uint8Array<ArrayBuffer>> {
  const uids = { study: `2.25.7.${number}`, series: `2.25.7.${number}.1`, instance: `2.25.7.${number}.1.1` }
  return objectOf(DX, 'DX', uids, hillsOf(2500, 2048, number), coding, [])
}

/** One slice of 512 × 512 of a study. */
export function sliceFile(study: number, slice: number): Promise<Uint8Array<ArrayBuffer>> {
  const uids = {
    study: `2.25.8.${study}`,
    series: `2.25.8.${study}.1`,
    instance: `2.25.8.${study}.1.${slice}`,
  }
  return objectOf(CT, 'CT', uids, hillsOf(512, 512, slice % 12), 'raw', [
    { tag: 0x00200032, vr: 'DS', value: `0\\0\\${slice}` },
    { tag: 0x00200037, vr: 'DS', value: '1\\0\\0\\0\\1\\0' },
    { tag: 0x00280030, vr: 'DS', value: '0.7\\0.7' },
  ])
}

const encoder = () =>
  readFileSync(join(root, 'node_modules/@cornerstonejs/codec-openjph/dist/openjphjs.wasm'))

async function objectOf(
  sopClass: string,
  modality: string,
  uids: { study: string; series: string; instance: string },
  frame: ReturnType<typeof hillsOf>,
  coding: Coding,
  tags: readonly { tag: number; vr: string; value: string }[],
): Promise<Uint8Array<ArrayBuffer>> {
  const data =
    coding === 'raw'
      ? ({ kind: 'native', samples: frame.pixels } as const)
      : ({
          kind: 'encapsulated',
          transferSyntax: HTJ2K_LOSSLESS,
          frames: [[await encodeHtj2k(frame, encoder())]],
          offsets: 'basic',
        } as const)
  return writeImageObject({
    sopClass,
    uids,
    pixels: {
      rows: frame.rows,
      columns: frame.columns,
      bitsAllocated: 16,
      bitsStored: 12,
      photometric: 'MONOCHROME2',
      data,
    },
    tags: [{ tag: 0x00080060, vr: 'CS', value: modality }, ...tags],
  })
}
