import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  addScores,
  annotatedIntervals,
  annotatedWaves,
  fiducialFigures,
  foundWaves,
  scoreWaves,
} from '../../evaluation/fiducials.ts'
import { searchBeats } from '../beats.ts'
import { pacingSpikes } from '../checks/pacing.ts'
import { leadQuality } from '../quality.ts'
import { STANDARD_LEADS, type Annotation } from '../tracing.ts'
import { delineate } from './delineate.ts'

/**
 * LUDB (Kalyakulina 2020), every lead against its own marks. Without the whole set in the folder LUDB (WFDB records with
 * one annotation file a lead) the one record among the samples is read. `--reporter=verbose` prints the figures.
 */
const SAMPLE = new URL('../../../../../shared/data/ecg/samples/wfdb/ludb/', import.meta.url).pathname
const folder = process.env['LUDB'] ?? SAMPLE
const ids = existsSync(folder)
  ? readdirSync(folder).flatMap((name) => (name.endsWith('.dat') ? [name.slice(0, -4)] : []))
  : []
const SAMPLE_RATE_HZ = 500
const SYMBOLS: Readonly<Record<number, string>> = { 1: 'N', 24: 'p', 27: 't', 39: '(', 40: ')' }

/** MIT format: 6 bits of code, 10 bits of time since the last mark; code 59 brings a longer time in two words. */
function marksOf(bytes: Buffer): Annotation[] {
  const marks: Annotation[] = []
  let sample = 0
  for (let at = 0; at + 2 <= bytes.length; at += 2) {
    const word = bytes.readUInt16LE(at)
    if (word >> 10 === 59) {
      sample += bytes.readUInt16LE(at + 2) * 65536 + bytes.readUInt16LE(at + 4)
      at += 4
      continue
    }
    sample += word & 0x3ff
    const symbol = SYMBOLS[word >> 10]
    if (symbol !== undefined) marks.push({ atMs: (sample / SAMPLE_RATE_HZ) * 1000, symbol })
  }
  return marks
}

function scored(id: string) {
  const raw = readFileSync(`${folder}/${id}.dat`)
  const length = raw.length / 24
  const leads = STANDARD_LEADS.map((name, l) => ({
    name,
    standard: name,
    samplesMv: Float32Array.from({ length }, (_, i) => raw.readInt16LE(2 * (12 * i + l)) / 1000),
  }))
  const tracing = { sampleRateHz: SAMPLE_RATE_HZ, leads, annotations: [], startedAt: null, warnings: [] }
  const search = searchBeats(tracing)
  const quality = leads.map((lead, l) =>
    leadQuality(lead, SAMPLE_RATE_HZ, search.beats, search.leads[l] ?? null),
  )
  const found = delineate(tracing, search.beats, quality, pacingSpikes(tracing))
  const truth = leads.map(({ name }) =>
    annotatedWaves(marksOf(readFileSync(`${folder}/${id}.${name.toLowerCase()}`))),
  )
  const score = addScores(truth.map((marks, l) => scoreWaves(marks, foundWaves(found, l))))
  return { score, found, truth: annotatedIntervals(truth) }
}

describe.skipIf(ids.length === 0)('the delineation of LUDB', () => {
  test('meets the marks of its annotators in every lead', { timeout: 120_000 }, async ({ annotate }) => {
    const figures = fiducialFigures(addScores(ids.map((id) => scored(id).score)))
    await annotate(
      Object.entries(figures)
        .map(([name, v]) => `${name} ${v?.toFixed(3)}`)
        .join(', '),
    )
    expect(figures.pF1).toBeGreaterThan(0.95)
    expect(figures.qrsF1).toBeGreaterThan(0.98)
    expect(figures.tF1).toBeGreaterThan(0.97)
    expect(figures.qrsOnSdMs).toBeLessThan(15)
    expect(figures.tOffSdMs).toBeLessThan(30)
  })

  test('gives a PR only where P waves are marked', { timeout: 120_000 }, () => {
    const invented = ids.filter((id) => {
      const { found, truth } = scored(id)
      const withP = found.beats.filter(({ p }) => p !== null).length
      return truth.prMs === null && 2 * withP > found.beats.length
    })
    expect(invented).toEqual([])
  })
})
