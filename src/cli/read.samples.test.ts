import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { isMeasured } from '#domain/measured.ts'
import { readEcgPaths } from './ecg-input.ts'

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'ecg', 'samples')
const BEATS = new Set('NLRaVFJASEj/Qefn')
/** Beats of the first 10 s of MIT-BIH 106 by its own annotations, in samples at 360 Hz (`mitbih_ds1.npz`). */
const MITBIH_106 = [351, 724, 1086, 1448, 1829, 2197, 2571, 2918, 3234, 3571]
const REENCODED = ['r8', 'r16', 'r24', 'r32', 'r61', 'r160', 'r212'].map(
  (name) => `wfdb/reencoded/${name}.hea`,
)

async function read(file: string): Promise<Tracing> {
  const [input] = await readEcgPaths([join(SAMPLES, file)])
  if (!input!.outcome.ok) throw new Error(input!.outcome.problem.message)
  return input!.outcome.value.tracing
}

function rateBpm(tracing: Tracing): number {
  const { rateBpm: rate } = analyseEcg(tracing)
  if (!isMeasured(rate)) throw new Error(rate.notMeasurable)
  return rate.value
}

/** Mean over all intervals of these beats. */
function rateOf(beatsMs: readonly number[]): number {
  return ((beatsMs.length - 1) / (beatsMs.at(-1)! - beatsMs[0]!)) * 60_000
}

describe.skipIf(!existsSync(SAMPLES))('the rate agrees with the reference beats within 1 /min', () => {
  test('a CPSC 2021 record and the annotations beside it', async () => {
    const tracing = await read('wfdb/data_101_6.hea')
    const beats = tracing.annotations.filter((mark) => BEATS.has(mark.symbol)).map((mark) => mark.atMs)
    expect(beats.length).toBeGreaterThan(190)
    expect(Math.abs(rateBpm(tracing) - rateOf(beats))).toBeLessThan(1)
  })

  test.each(['edf/mit106_plain.edf', 'edf/mit106_plus.edf', 'bdf/mit106.bdf', ...REENCODED])(
    '%s',
    async (file) => {
      const reference = rateOf(MITBIH_106.map((sample) => (sample / 360) * 1000))
      expect(Math.abs(rateBpm(await read(file)) - reference)).toBeLessThan(1)
    },
  )

  test('the beats that the EDF+ sample carries are where the database has them', async () => {
    const marks = (await read('edf/mit106_plus.edf')).annotations.filter((mark) => mark.symbol === 'N')
    expect(marks.map((mark) => Math.round((mark.atMs * 360) / 1000))).toEqual(
      MITBIH_106.slice(0, marks.length),
    )
  })
})
