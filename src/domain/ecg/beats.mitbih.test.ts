import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { beatTruth, scoreBeats } from '../evaluation/beats.ts'
import { detectBeats } from './beats.ts'
import type { Annotation } from './tracing.ts'

/**
 * MIT-BIH DS1, all beats of all 22 half hours, first and last included; ventricular flutter is left out as ANSI/AAMI
 * EC57 has it. The folder in MITBIH_DS1 holds `ds1.f32` (record, channel, sample: millivolts) and `ds1.json`:
 * { samples, records: [{ leads, marks: [[sample, symbol]] }] }, as one writes them from `mitbih_ds1.npz` with numpy's
 * `tofile` and `json.dump`. `--reporter=verbose` prints the figures. Constants were chosen with records 101, 108, 112 …
 * (every other one) before the eyes; both halves are printed.
 */
const folder = process.env['MITBIH_DS1'] ?? ''
const SAMPLE_RATE_HZ = 360

interface Records {
  samples: number
  records: { leads: string[]; marks: [number, string][] }[]
}

describe.skipIf(!existsSync(join(folder, 'ds1.f32')))('the beat detector on MIT-BIH DS1', () => {
  test.for([
    { name: 'both channels', channels: [0, 1], withinMs: 150, least: 0.998 },
    { name: 'both channels', channels: [0, 1], withinMs: 75, least: 0.997 },
    { name: 'the first channel', channels: [0], withinMs: 150, least: 0.998 },
    { name: 'the first channel', channels: [0], withinMs: 75, least: 0.998 },
  ])(
    'reaches $least in sensitivity and positive predictivity on $name within $withinMs ms',
    { timeout: 120_000 },
    async ({ name, channels, withinMs, least }, { annotate }) => {
      const { samples, records } = JSON.parse(readFileSync(join(folder, 'ds1.json'), 'utf8')) as Records
      const bytes = readFileSync(join(folder, 'ds1.f32'))
      const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
      const halves = [new Tally(), new Tally()] as const
      records.forEach(({ leads: names, marks }, r) => {
        const leads = channels.map((c) => {
          const from = (2 * r + c) * samples
          return { name: names[c]!, standard: null, samplesMv: all.subarray(from, from + samples) }
        })
        const found = detectBeats({
          ...{ sampleRateHz: SAMPLE_RATE_HZ, leads, annotations: [], startedAt: null, warnings: [] },
        })
        const annotations = marks.map(([sample, symbol]): Annotation => ({
          atMs: (sample * 1000) / SAMPLE_RATE_HZ,
          symbol,
        }))
        const { beatsMs, excluded } = beatTruth(annotations)
        halves[r % 2]!.add(
          scoreBeats(
            found.map(({ atMs }) => atMs),
            beatsMs,
            withinMs,
            excluded,
          ),
        )
      })
      const whole = new Tally()
      halves.forEach((half) => whole.add(half))
      for (const [which, tally] of Object.entries({ chosen: halves[0], others: halves[1], all: whole })) {
        await annotate(
          `${name}, ${withinMs} ms, ${which}: missed ${tally.falseNegatives}, invented ${tally.falsePositives} of ` +
            `${tally.truePositives + tally.falseNegatives} beats`,
        )
      }
      expect(whole.truePositives / (whole.truePositives + whole.falseNegatives)).toBeGreaterThan(least)
      expect(whole.truePositives / (whole.truePositives + whole.falsePositives)).toBeGreaterThan(least)
    },
  )
})

class Tally {
  truePositives = 0
  falsePositives = 0
  falseNegatives = 0

  add(more: Pick<Tally, 'truePositives' | 'falsePositives' | 'falseNegatives'>): void {
    this.truePositives += more.truePositives
    this.falsePositives += more.falsePositives
    this.falseNegatives += more.falseNegatives
  }
}
