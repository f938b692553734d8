import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'
import { writeAecg } from './aecg/write.fixture.ts'
import { writeCardioSoft } from './cardiosoft/write.fixture.ts'
import { uidOf, writeDicom } from './dicom/write.ts'
import { EVERY_FORMAT } from './every-format.ts'
import { writePhilips } from './philips/write.fixture.ts'
import { readEcgFiles } from './read.ts'
import { writeSchiller } from './schiller/write.fixture.ts'
import { writeScp } from './scp/write.fixture.ts'
import type { SourceFile } from './source-file.ts'
import { fixtureEcg, worstDifferenceMv } from './xml/xml-ecg.fixture.ts'

const LSB_MV = 0.0025
/** What 32-bit floats of a few millivolts leave of a difference. */
const ROUNDING_MV = 1e-6

function read(file: SourceFile): { readonly format: string; readonly tracing: Tracing } {
  const [{ outcome } = expect.unreachable()] = readEcgFiles([file], {}, EVERY_FORMAT)
  if (!outcome.ok) throw new Error(`${file.name}: ${outcome.problem.code}: ${outcome.problem.message}`)
  return outcome.value
}

/** Every pair agrees in rate, length and the samples of all twelve leads. */
function expectSame(tracings: readonly Tracing[]): void {
  for (const one of tracings) {
    expect(one.leads.map((lead) => lead.standard).toSorted()).toEqual([...STANDARD_LEADS].toSorted())
    for (const other of tracings) {
      expect(other.sampleRateHz).toBe(one.sampleRateHz)
      expect(worstDifferenceMv(one, other)).toBeLessThanOrEqual(LSB_MV + ROUNDING_MV)
    }
  }
}

describe('one recording in several formats', () => {
  test('a simulated one, written by us in each', () => {
    const ecg = fixtureEcg(29)
    const { tracing } = ecg
    const uid = (seed: number): string => uidOf(Uint8Array.from({ length: 16 }, (_, i) => seed * 16 + i))
    const uids = { study: uid(1), series: uid(2), instance: uid(3) }
    const options = {
      recordName: 'rec',
      uids,
      writtenAt: '2026-11-21T10:00:00',
      sensitivityUv: LSB_MV * 1000,
    }
    const found = [
      ...writeDicom(tracing, options),
      writeScp(tracing, { stepNv: LSB_MV * 1e6, packing: 'default', differences: 2 }),
      writeAecg(ecg, { lsbMv: LSB_MV }),
      writePhilips(ecg, { resolutionUv: LSB_MV * 1000 }),
      writeSchiller(ecg, { unitPerBit: LSB_MV * 1000 }),
      writeCardioSoft(ecg, LSB_MV * 1000),
    ].map(read)
    expect(found.map(({ format }) => format)).toEqual([
      ...['dicom', 'scp', 'aecg', 'philips', 'schiller', 'cardiosoft'],
    ])
    expectSame([tracing, ...found.map((one) => one.tracing)])
  })

  const SAMPLES = new URL('../../../../shared/data/ecg/samples/', import.meta.url)
  const SAME = ['scp-ecg/Example.scp', 'hl7-aecg/Example.xml', 'dicom/hl7_sample.dcm']
  test.skipIf(!existsSync(SAMPLES))('a real one, written by its machine in three', () => {
    const found = SAME.map((path) =>
      read({ name: basename(path), bytes: new Uint8Array(readFileSync(new URL(path, SAMPLES))) }),
    )
    expect(found.map(({ format }) => format)).toEqual(['scp', 'aecg', 'dicom'])
    expectSame(found.map(({ tracing }) => tracing))
  })
})
