import { describe, expect, test } from 'vitest'
import type { Annotation, Tracing } from '#domain/ecg/tracing.ts'
import { textFile, tracingOf } from '../fixtures.testing.ts'
import { readEcgFiles } from '../read.ts'
import type { SourceFile } from '../source-file.ts'
import { wfdbEveryRecord } from './every-record.ts'
import { writeWfdb } from './write.ts'

const START = '9:30:00 21/11/2026'
const ramp = (from: number, count = 100): number[] =>
  Array.from({ length: count }, (_, i) => (from + i) / 100)

/** A part of 100 samples at 100 Hz. */
function part(
  recordName: string,
  leads: Readonly<Record<string, readonly number[]>>,
  gainPerMv = 1000,
  annotations: readonly Annotation[] = [],
): SourceFile[] {
  return writeWfdb(tracingOf(leads, 100, annotations), { recordName, gainPerMv })
}

function read(...files: SourceFile[]): Tracing {
  const results = readEcgFiles(files, {}, [wfdbEveryRecord])
  expect(results).toHaveLength(1)
  const [{ outcome, files: named } = expect.unreachable()] = results
  expect([...named].sort()).toEqual(files.map(({ name }) => name).sort())
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`)
  return outcome.value.tracing
}

const lead = (tracing: Tracing, name: string): Float32Array =>
  tracing.leads.find((other) => other.name === name)!.samplesMv

describe('a recording in parts', () => {
  test('of fixed layout is one recording, each part scaled by its own gain', () => {
    const tracing = read(
      textFile('rec.hea', `rec/2 2 100 200 ${START}\na 100\nb 100\n`),
      ...part('a', { I: ramp(0), II: ramp(50) }, 1000),
      ...part('b', { I: ramp(100), II: ramp(150) }, 250),
    )
    expect(tracing.startedAt).toBe('2026-11-21T09:30:00')
    expect(tracing.warnings).toEqual([])
    for (const [name, from] of [['I', 0] as const, ['II', 50] as const]) {
      const samples = lead(tracing, name)
      expect(samples).toHaveLength(200)
      samples.forEach((mv, i) => expect(mv).toBeCloseTo((from + i) / 100, 2))
    }
  })

  test('of variable layout joins signals by name, whatever their place; what is not there is a gap', () => {
    const tracing = read(
      textFile('rec.hea', `rec/4 2 100 350 ${START}\nlayout 0\na 100\n~ 150\nb 100\n`),
      textFile('layout.hea', 'layout 2 100 0\n~ 0 200/mV 12 0 0 0 0 V1\n~ 0 200/mV 12 0 0 0 0 II\n'),
      ...part('a', { II: ramp(0), V1: ramp(200) }),
      ...part('b', { V1: ramp(400) }),
    )
    expect(tracing.leads.map(({ name }) => name)).toEqual(['II', 'V1'])
    expect(lead(tracing, 'V1')[99]).toBeCloseTo(2.99, 5)
    expect(lead(tracing, 'V1')[250]).toBeCloseTo(4, 5)
    expect([...lead(tracing, 'V1').subarray(100, 250)].every(Number.isNaN)).toBe(true)
    expect([...lead(tracing, 'II').subarray(100)].every(Number.isNaN)).toBe(true)
    expect(tracing.warnings).toEqual([{ code: 'gaps', details: { milliseconds: 2500 } }])
  })

  test('of which parts are missing runs from the first to the last that is there, and names the others', () => {
    const tracing = read(
      textFile('rec.hea', `rec/5 1 100 500 23:59:59 31/12/2026\na 100\nb 100\nc 100\nd 100\ne 100\n`),
      ...part('b', { II: ramp(0) }),
      ...part('d', { II: ramp(200) }),
    )
    expect(tracing.startedAt).toBe('2027-01-01T00:00:00')
    expect(lead(tracing, 'II')).toHaveLength(300)
    expect(lead(tracing, 'II')[150]).toBeNaN()
    expect(lead(tracing, 'II')[200]).toBeCloseTo(2, 5)
    expect(tracing.warnings).toContainEqual({ code: 'part-unreadable', details: { part: 'a, c, e' } })
  })

  test('a part that is shorter than the cover says ends in a gap', () => {
    const [header, data] = part('b', { II: ramp(0) }) as [SourceFile, SourceFile]
    const tracing = read(
      textFile('rec.hea', `rec/2 1 100 200\na 100\nb 100\n`),
      ...part('a', { II: ramp(0) }),
      header,
      { name: data.name, bytes: data.bytes.slice(0, 120) },
    )
    expect(lead(tracing, 'II')).toHaveLength(200)
    expect(lead(tracing, 'II')[159]).toBeCloseTo(0.59, 5)
    expect(lead(tracing, 'II')[160]).toBeNaN()
    expect(tracing.warnings).toContainEqual({ code: 'part-unreadable', details: { part: 'b' } })
  })

  test('annotations of its parts lie where the parts lie; those of the whole come first', () => {
    const cover = textFile('rec.hea', 'rec/2 1 100 200\na 100\nb 100\n')
    const parts = [
      ...part('a', { II: ramp(0) }, 1000, [{ atMs: 100, symbol: 'N' }]),
      ...part('b', { II: ramp(0) }, 1000, [{ atMs: 300, symbol: 'V' }]),
    ]
    expect(read(cover, ...parts).annotations).toEqual([
      { atMs: 100, symbol: 'N' },
      { atMs: 1300, symbol: 'V' },
    ])
    const whole = writeWfdb(tracingOf({ II: ramp(0) }, 100, [{ atMs: 1500, symbol: 'A' }]), {
      recordName: 'rec',
    })
    const tracing = read(
      cover,
      ...parts,
      whole.find(({ name }) => name === 'rec.atr')!,
    )
    expect(tracing.annotations).toEqual([{ atMs: 1500, symbol: 'A' }])
    expect(tracing.warnings).toEqual([
      { code: 'annotations-left-out', details: { count: 2, names: 'a.atr, b.atr' } },
    ])
  })

  test('a checksum that differs in one part is said', () => {
    const [header, data] = part('b', { II: ramp(0) }) as [SourceFile, SourceFile]
    const bytes = data.bytes.slice()
    bytes[20]! ^= 1
    const tracing = read(
      textFile('rec.hea', 'rec/2 1 100 200\na 100\nb 100\n'),
      ...part('a', { II: ramp(0) }),
      header,
      { name: data.name, bytes },
    )
    expect(tracing.warnings).toEqual([{ code: 'checksum-differs', details: { leads: 'II' } }])
  })

  test('covers that name each other, or themselves, do not go round in circles', () => {
    const results = readEcgFiles(
      [
        textFile('a.hea', 'a/1 1 100 100\nb 100\n'),
        textFile('b.hea', 'b/1 1 100 100\na 100\n'),
        textFile('c.hea', 'c/1 1 100 100\nc 100\n'),
      ],
      {},
      [wfdbEveryRecord],
    )
    expect(results.map(({ outcome }) => (outcome.ok ? 'read' : outcome.problem.code))).toEqual([
      'wfdb-segments-missing',
      'wfdb-segments-missing',
    ])
    expect(results.flatMap(({ files }) => files).sort()).toEqual(['a.hea', 'b.hea', 'c.hea'])
  })

  test('years that are only claimed are refused before anything is allocated', () => {
    const [result] = readEcgFiles(
      [
        textFile('rec.hea', 'rec/3 1 100 9000000100\na 100\n~ 9000000000\nb 100\n'),
        ...part('a', { II: ramp(0) }),
        ...part('b', { II: ramp(0) }),
      ],
      {},
      [wfdbEveryRecord],
    )
    expect(result!.outcome).toMatchObject({ ok: false, problem: { code: 'recording-too-long' } })
  })

  test('none of its parts, or none with an ECG: refused by what is missing', () => {
    const cover = textFile('rec.hea', 'rec/2 2 500 20\nr1 10\nr2 10\n')
    expect(readEcgFiles([cover], {}, [wfdbEveryRecord])[0]!.outcome).toMatchObject({
      ok: false,
      problem: { code: 'wfdb-segments-missing', details: { count: 2, part: 'r1.hea' } },
    })
    const pressure = [
      textFile('r1.hea', 'r1 1 500 10\nr1.dat 16 1/mmHg 16 0 0 0 0 ABP\n'),
      { name: 'r1.dat', bytes: new Uint8Array(20) },
    ]
    const alone = textFile('rec.hea', 'rec/1 1 500 10\nr1 10\n')
    expect(readEcgFiles([alone, ...pressure], {}, [wfdbEveryRecord])[0]!.outcome).toMatchObject({
      ok: false,
      problem: { code: 'no-ecg-signal' },
    })
  })

  test('a part alone is still a recording', () => {
    expect(read(...part('a', { II: ramp(0) })).leads).toHaveLength(1)
  })
})
