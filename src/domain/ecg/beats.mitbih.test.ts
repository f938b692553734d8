import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { detectBeats } from './beats.ts'

/**
 * MIT-BIH DS1, all beats of all 22 half hours, first and last included, within 75 ms. As ANSI/AAMI EC57 has it,
 * the ventricular flutter of record 207 (`[` to `]`) is left out. The folder in MITBIH_DS1 holds `ds1.f32`
 * (record, channel, sample: millivolts) and `ds1.json`: { samples, records: [{ leads, beats, vf: [[sample, symbol]] }] },
 * as one writes them from `mitbih_ds1.npz` with numpy's `tofile` and `json.dump`. `--reporter=verbose` prints the figures.
 */
const folder = process.env['MITBIH_DS1'] ?? ''
const WITHIN_MS = 75
const SAMPLE_RATE_HZ = 360

interface Records {
  samples: number
  records: { leads: string[]; beats: number[]; vf: [number, string][] }[]
}

/** Each beat meets the nearest of the other list once. */
function matched(found: readonly number[], truth: readonly number[]): number {
  let [hits, i, j] = [0, 0, 0]
  while (i < found.length && j < truth.length) {
    const apart = found[i]! - truth[j]!
    const nextIsNearer = i + 1 < found.length && Math.abs(found[i + 1]! - truth[j]!) < Math.abs(apart)
    if (Math.abs(apart) <= WITHIN_MS && !nextIsNearer) [hits, i, j] = [hits + 1, i + 1, j + 1]
    else if (apart < 0 || Math.abs(apart) <= WITHIN_MS) i++
    else j++
  }
  return hits
}

describe.skipIf(!existsSync(`${folder}/ds1.f32`))('the beat detector on MIT-BIH DS1', () => {
  test.for([
    { name: 'both channels', channels: [0, 1] },
    { name: 'the first channel', channels: [0] },
  ])(
    'reaches 99.5 % sensitivity and positive predictivity on $name',
    { timeout: 60_000 },
    async ({ name, channels }, { annotate }) => {
      const { samples, records } = JSON.parse(readFileSync(`${folder}/ds1.json`, 'utf8')) as Records
      const bytes = readFileSync(`${folder}/ds1.f32`)
      const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
      let [hits, beats, detections] = [0, 0, 0]
      records.forEach((record, r) => {
        const leads = channels.map((c) => {
          const from = (2 * r + c) * samples
          return { name: record.leads[c]!, standard: null, samplesMv: all.subarray(from, from + samples) }
        })
        const inFlutter = (atMs: number) =>
          record.vf.some(([at, symbol], k) => {
            const end = record.vf[k + 1]?.[0] ?? samples
            return symbol === '[' && atMs > at / 0.36 - 100 && atMs < end / 0.36 + 100
          })
        const tracing = {
          sampleRateHz: SAMPLE_RATE_HZ,
          leads,
          annotations: [],
          startedAt: null,
          warnings: [],
        }
        const truth = record.beats.map((sample) => sample / 0.36).filter((atMs) => !inFlutter(atMs))
        const found = detectBeats(tracing).map((beat) => beat.atMs)
        const counted = found.filter((atMs) => !inFlutter(atMs))
        hits += matched(counted, truth)
        beats += truth.length
        detections += counted.length
      })
      await annotate(`${name}: ${beats} beats, missed ${beats - hits}, invented ${detections - hits}`)
      expect(hits / beats).toBeGreaterThan(0.995)
      expect(hits / detections).toBeGreaterThan(0.995)
    },
  )
})
