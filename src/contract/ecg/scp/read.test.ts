import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { EVERY_FORMAT } from '../every-format.ts'
import { tracingOf } from '../fixtures.testing.ts'
import type { EcgRead } from '../format.ts'
import { readEcgFiles } from '../read.ts'
import type { HuffmanCode } from './huffman.ts'
import { ByteWriter, scpFile, writeScp, type ReferenceBeat, type WriteScpOptions } from './write.fixture.ts'

const STEP_MV = 0.0025
const DURATION_MS = 4000
const SAMPLES = (DURATION_MS / 1000) * 500
const STORED = ['I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const

const { tracing, truth } = simulateEcg({
  seed: 11,
  rhythm: 'sinus',
  sampleRateHz: 500,
  durationMs: DURATION_MS,
  noise: 0.2,
  leads: STORED,
})

const BEAT: ReferenceBeat = {
  fiducials: truth.beats.map(({ atMs }) => Math.round(atMs / 2) + 1),
  before: 100,
  after: 200,
}

/** A table for small values and one for any, each able to switch to the other. */
const OWN_TABLES: readonly (readonly HuffmanCode[])[] = [
  [
    { prefixBits: 1, totalBits: 1, switches: false, base: 0, prefix: 0b0 },
    { prefixBits: 2, totalBits: 6, switches: false, base: 3, prefix: 0b01 },
    { prefixBits: 3, totalBits: 19, switches: false, base: 0, prefix: 0b011 },
    { prefixBits: 3, totalBits: 3, switches: true, base: 2, prefix: 0b111 },
  ],
  [
    { prefixBits: 1, totalBits: 17, switches: false, base: 0, prefix: 0b1 },
    { prefixBits: 2, totalBits: 2, switches: true, base: 1, prefix: 0b00 },
    { prefixBits: 2, totalBits: 2, switches: false, base: -1, prefix: 0b10 },
  ],
]

function read(bytes: Uint8Array): EcgRead {
  const [{ outcome } = expect.unreachable()] = readEcgFiles([{ name: 'rec.scp', bytes }], {}, EVERY_FORMAT)
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`)
  return outcome.value
}

function refusal(bytes: Uint8Array): unknown {
  const [{ outcome } = expect.unreachable()] = readEcgFiles([{ name: 'rec.scp', bytes }], {}, EVERY_FORMAT)
  return outcome.ok ? 'read' : outcome.problem
}

/** Largest difference of the stored leads, in steps. */
function worstSteps(back: Tracing, written: Tracing = tracing): number {
  const worst = written.leads.map(({ name, samplesMv }) => {
    const lead = back.leads.find((other) => other.name === name)
    expect(lead?.samplesMv).toHaveLength(samplesMv.length)
    return samplesMv.reduce((most, mv, i) => Math.max(most, Math.abs(mv - lead!.samplesMv[i]!)), 0)
  })
  return Math.max(...worst) / STEP_MV
}

describe('what is written comes back within half a step', () => {
  const ways: readonly (readonly [string, WriteScpOptions])[] = [
    ['16-bit words', { packing: 'none' }],
    ['16-bit words without a section of tables', { packing: 'none', omitTables: true, differences: 1 }],
    ['the default table', {}],
    ['the default table, first differences', { differences: 1 }],
    ['the default table, second differences', { differences: 2 }],
    ['an own table', { packing: OWN_TABLES.slice(0, 1).map((table) => table.slice(0, 3)), differences: 1 }],
    ['own tables and switches between them', { packing: OWN_TABLES, switchEvery: 7, differences: 2 }],
    ['the reference beat taken away', { referenceBeat: BEAT, subtract: true, differences: 2 }],
    ['the reference beat beside the rhythm', { referenceBeat: BEAT, differences: 1 }],
    [
      'a beat of another type left in',
      { referenceBeat: { ...BEAT, otherTypes: [BEAT.fiducials[2]!] }, subtract: true },
    ],
  ]
  test.each(ways)('%s', (_way, options) => {
    const back = read(writeScp(tracing, options).bytes)
    expect(worstSteps(back.tracing)).toBeLessThanOrEqual(0.501)
    expect(back.tracing.sampleRateHz).toBe(500)
    expect(back.tracing.warnings.map(({ code }) => code)).toEqual(['leads-derived'])
    expect(back.cartMedianBeat?.leads[0]?.samplesMv.length).toBe(options.referenceBeat && 301)
  })

  test('whatever the samples: every packing, every order of differences', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1, maxLength: 60 }),
        fc.constantFrom<NonNullable<WriteScpOptions['packing']>>('none', 'default', OWN_TABLES),
        fc.constantFrom<0 | 1 | 2>(0, 1, 2),
        (steps, packing, differences) => {
          const written = tracingOf({ I: steps.map((step) => step * STEP_MV) }, 250)
          const back = read(writeScp(written, { packing, differences }).bytes).tracing
          expect(back.sampleRateHz).toBe(250)
          expect(Array.from(back.leads[0]!.samplesMv, (mv) => Math.round(mv / STEP_MV))).toEqual(steps)
        },
      ),
      { seed: 11, numRuns: 150 },
    )
  })

  test('bimodal: every step inside the protected zones, 100 uV at most between them', () => {
    for (const subtract of [false, true]) {
      const back = read(
        writeScp(tracing, { referenceBeat: BEAT, subtract, bimodalRate: 4, differences: 1 }).bytes,
      )
      expect(back.tracing.sampleRateHz).toBe(500)
      expect(back.formatDetail).toContain('bimodal')
      let inside = 0
      for (const { name, samplesMv } of tracing.leads) {
        const lead = back.tracing.leads.find((other) => other.name === name)!
        for (const fiducial of BEAT.fiducials) {
          for (let i = Math.max(0, fiducial - 31); i < Math.min(SAMPLES, fiducial + 30); i++) {
            inside = Math.max(inside, Math.abs(samplesMv[i]! - lead.samplesMv[i]!))
          }
        }
      }
      expect(inside / STEP_MV).toBeLessThanOrEqual(0.501)
      expect(worstSteps(back.tracing) * STEP_MV).toBeLessThan(0.1)
    }
  })

  test('leads that begin one after the other stand where they were recorded, gaps around them', () => {
    const halves = tracing.leads
      .slice(0, 2)
      .map((lead) => ({ ...lead, samplesMv: lead.samplesMv.slice(0, 1000) }))
    const back = read(writeScp({ ...tracing, leads: halves }, { firstSample: [1, 1001] }).bytes).tracing
    const [one, two] = back.leads.filter(({ name }) => ['I', 'II'].includes(name))
    expect(one!.samplesMv).toHaveLength(2000)
    expect([one!.samplesMv[999], one!.samplesMv[1000]]).toEqual([
      expect.closeTo(halves[0]!.samplesMv[999]!, 2),
      NaN,
    ])
    expect(two!.samplesMv[999]).toBeNaN()
    expect(two!.samplesMv[1000]).toBeCloseTo(halves[1]!.samplesMv[0]!, 2)
  })

  test('bimodal without noise: 20 uV at most between the protected zones', () => {
    const clean = simulateEcg({
      seed: 11,
      rhythm: 'sinus',
      sampleRateHz: 500,
      durationMs: 4000,
      leads: STORED,
    })
    for (const bimodalRate of [2, 4]) {
      const written = writeScp(clean.tracing, { referenceBeat: BEAT, subtract: true, bimodalRate })
      expect(worstSteps(read(written.bytes).tracing, clean.tracing) * STEP_MV).toBeLessThan(0.02)
    }
  })

  test('a spike whose differences leave 16 bits, as writers with 16-bit sums store it', () => {
    const spike = tracing.leads.map((lead) => ({ ...lead, samplesMv: lead.samplesMv.slice(0, 200) }))
    spike[1]!.samplesMv[100] = 75
    spike[1]!.samplesMv[101] = -75
    const back = read(writeScp({ ...tracing, leads: spike }, { differences: 2 }).bytes).tracing
    expect(worstSteps(back, { ...tracing, leads: spike })).toBeLessThanOrEqual(0.501)
  })
})

describe('names', () => {
  test('the eight leads that are stored become twelve', () => {
    const { leads } = read(writeScp(tracing).bytes).tracing
    expect(leads.map(({ standard }) => standard)).toEqual([
      ...['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'],
    ])
    const [one, two, three] = leads.map(({ samplesMv }) => samplesMv)
    expect(three![100]).toBeCloseTo(two![100]! - one![100]!, 6)
  })

  test('a code that nobody knows is left out and named, never taken by its place', () => {
    const { leads, warnings } = read(writeScp(tracing, { codes: [1, 2, 3, 200, 5, 6, 7, 8] }).bytes).tracing
    expect(leads.some(({ name }) => name === 'V2')).toBe(false)
    expect(leads.find(({ name }) => name === 'V3')!.samplesMv[50]).toBeCloseTo(
      tracing.leads[4]!.samplesMv[50]!,
      2,
    )
    expect(warnings).toContainEqual({ code: 'unknown-leads-left-out', details: { count: 1, names: '200' } })
  })

  test('only such codes: refused', () => {
    const bytes = writeScp(tracing, { codes: Array.from(STORED, () => 200) }).bytes
    expect(refusal(bytes)).toMatchObject({ code: 'no-known-lead' })
  })
})

const field = (tag: number, bytes: Iterable<number>): number[] => {
  const value = [...bytes]
  return new ByteWriter().u8(tag).u16(value.length).raw(value).bytes
}
const text = (value: string): number[] => new ByteWriter().text(value).bytes

const DEVICE = [
  ...new ByteWriter().u16(0, 11, 51).u8(0, 17).raw(text('AT-102').slice(0, 6)).u8(20, 0xa0, 0x27, 8, 1).bytes,
  ...new Uint8Array(16),
  ...[4, ...text('1.2')],
  ...[...text('SN 77'), ...text('3.1'), ...text('scp'), ...text('Schiller')],
]

const HEADER = Uint8Array.from([
  // 王 and 芳 in GB 2312.
  ...field(0, [0xcd, 0xf5, 0]),
  ...field(1, [0xb7, 0xbc, 0]),
  ...field(2, text('P-17')),
  ...field(4, new ByteWriter().u16(18).u8(2).bytes),
  ...field(5, new ByteWriter().u16(2025).u8(5, 8).bytes),
  ...field(8, [2]),
  ...field(14, DEVICE),
  ...field(21, text('Dr Li')),
  ...field(25, new ByteWriter().u16(2026).u8(11, 21).bytes),
  ...field(26, [9, 30, 5]),
  ...field(27, new ByteWriter().u16(5).bytes),
  ...field(28, new ByteWriter().u16(40).bytes),
  ...field(29, [2]),
  ...field(255, []),
])

describe('what the machine says', () => {
  const measurements = new ByteWriter()
    .u8(1, 1)
    .u16(800, 29999)
    .u16(100, 200, 260, 352, 640, 45, -30, 29999)
    .u16(0, 0)
    .u8(0, 0)
    .u16(0, 0)
    .u16(0)
    .u16(75, 29999, 410)
    .u8(1)
    .u16(0)
  const statement = (line: string): number[] =>
    new ByteWriter().u8(1).u16(text(line).length).raw(text(line)).bytes
  const said = new ByteWriter().u8(1).u16(2026).u8(11, 21, 9, 31, 0, 2)
  said.raw(statement('Sinus rhythm')).raw(statement('Left anterior fascicular block'))
  const coded = new ByteWriter().u8(0).u16(2026).u8(11, 21, 9, 31, 0, 2)
  coded.u8(1).u16(5).u8(1).raw(text('LAFB').slice(0, 4))
  coded.u8(2).u16(14).u8(2).raw(text('Sinus rhythm'))
  const sections = new Map([
    [1, HEADER],
    [7, Uint8Array.from(measurements.bytes)],
    [8, Uint8Array.from(said.bytes)],
    [11, Uint8Array.from(coded.bytes)],
  ])
  const { tracing: back, cart } = read(writeScp(tracing, { sections }).bytes)

  test('whom and what, when, and through which filter', () => {
    expect(cart).toMatchObject({
      person: { name: '芳 王', id: 'P-17', sex: 'female', birthDate: '2025-05-08', ageYears: 1.5 },
      device: ['Schiller', 'AT-102', 'SN 77', '3.1'],
      filter: { highPassHz: 0.05, lowPassHz: 40, notchHz: 50 },
      confirmedBy: 'Dr Li',
    })
    expect(back.startedAt).toBe('2026-11-21T09:30:05')
    expect(back.warnings).toContainEqual({ code: 'filtered-by-device', details: { low: 0.05, high: 40 } })
  })

  test('its measurements; what was not measured is not there', () => {
    expect(Object.fromEntries(cart!.measurements.map(({ name, value }) => [name, value]))).toEqual({
      rateBpm: 75,
      rrMeanMs: 800,
      pMs: 100,
      prMs: 160,
      qrsMs: 92,
      qtMs: 380,
      pAxisDeg: 45,
      qrsAxisDeg: -30,
      qtcBazettMs: 410,
    })
  })

  test('its statements in their order, those in codes after those in words, none twice', () => {
    expect(cart!.statements).toEqual([
      { text: 'Sinus rhythm' },
      { text: 'Left anterior fascicular block' },
      { text: 'LAFB', code: 'LAFB' },
    ])
  })
})

describe('damage', () => {
  test('a check number that differs is a warning, and the data stay', () => {
    const bytes = writeScp(tracing, { sections: new Map([[1, HEADER]]) }).bytes
    bytes[bytes.indexOf(0xcd, 150)]! ^= 1
    const { tracing: back } = read(bytes)
    expect(worstSteps(back)).toBeLessThanOrEqual(0.501)
    expect(back.warnings).toContainEqual({ code: 'checksum-differs', details: { leads: 'section 1' } })
  })

  test('a file that ends in the fifth lead keeps the four before it whole', () => {
    const { bytes } = writeScp(tracing, { packing: 'none' })
    const { tracing: back } = read(bytes.slice(0, bytes.length - 7 * SAMPLES))
    expect(back.leads.filter(({ standard }) => standard?.startsWith('V')).map(({ name }) => name)).toEqual([
      ...['V1', 'V2', 'V3'],
    ])
    expect(worstSteps(back, { ...tracing, leads: tracing.leads.slice(0, 4) })).toBeLessThanOrEqual(0.501)
    expect(back.leads.at(-1)!.samplesMv.at(-1)).toBeNaN()
    expect(back.warnings).toContainEqual({
      code: 'part-unreadable',
      details: { part: 'section 6 (V3, V4, V5, V6)' },
    })
  })

  test('pointers that lead nowhere: the sections are found one after the other', () => {
    const { bytes } = writeScp(tracing)
    bytes.fill(0x7f, 22 + 10, 22 + 120)
    const { tracing: back } = read(bytes)
    expect(worstSteps(back)).toBeLessThanOrEqual(0.501)
  })

  test('sections of the reading that end too early are named; what they say before stays', () => {
    const sections = new Map([
      [7, Uint8Array.from(new ByteWriter().u8(3, 0).u16(800, 0, 100).bytes)],
      [
        8,
        Uint8Array.from(
          new ByteWriter().raw(new Uint8Array(8)).u8(2, 1).u16(4).text('AFL').u8(2).u16(99).bytes,
        ),
      ],
    ])
    const { tracing: back, cart } = read(writeScp(tracing, { sections }).bytes)
    expect(back.warnings).toContainEqual({
      code: 'part-unreadable',
      details: { part: 'section 7, section 8' },
    })
    expect(cart).toMatchObject({
      measurements: [{ name: 'rrMeanMs', value: 800 }],
      statements: [{ text: 'AFL' }],
    })
  })

  test('a reference beat that is missing is missed where it was taken away, by name', () => {
    const { bytes } = writeScp(tracing, {
      referenceBeat: BEAT,
      subtract: true,
      sections: new Map([[4, new Uint8Array(2)]]),
    })
    expect(refusal(bytes)).toMatchObject({ code: 'ecg-file-broken', details: { part: 'section 4' } })
  })

  test('without rhythm, without leads, with tables that contradict each other: refused by name', () => {
    const broken = new ByteWriter().u16(1, 2).u8(1, 1, 1).u16(0).u32(0).u8(2, 2, 1).u16(1).u32(0)
    expect(refusal(scpFile(new Map([[3, Uint8Array.from([1])]])))).toMatchObject({
      code: 'ecg-file-broken',
      details: { part: 'section 6' },
    })
    for (const [id, body] of [
      [3, Uint8Array.from([8, 0])],
      [2, Uint8Array.from(broken.bytes)],
    ] as const) {
      const { bytes } = writeScp(tracing, { sections: new Map([[id, body]]) })
      expect(refusal(bytes)).toMatchObject({ code: 'ecg-file-broken', details: { part: `section ${id}` } })
    }
  })

  /** One stream for all leads, numbers in the other byte order: as Healforce recorders write. */
  test('a home recorder that writes other data under this name is refused, with a reason', () => {
    const leads = new ByteWriter().u8(3, 0)
    for (const code of [1, 2, 3]) leads.u8(0, 0, 0, 1, 0, 0, 29, 76, code)
    const samples = Array.from({ length: 9000 }, (_, i) => (i * 37) % 1024)
    const rhythm = new ByteWriter()
      .u16(10000, 6667)
      .u8(0, 0)
      .u16(18000)
      .u16(...samples)
    const bytes = scpFile(
      new Map([
        [2, Uint8Array.from(new ByteWriter().u16(19999).bytes)],
        [3, Uint8Array.from(leads.bytes)],
        [6, Uint8Array.from(rhythm.bytes)],
      ]),
    )
    expect(refusal(bytes)).toMatchObject({ code: 'scp-not-standard' })
  })

  test('words that are said to be packed, and are not, are refused', () => {
    const { bytes } = writeScp(tracing, {
      packing: 'none',
      sections: new Map([[2, Uint8Array.of(0x1f, 0x4e)]]),
    })
    expect(refusal(bytes)).toMatchObject({ code: 'scp-not-standard' })
  })

  test('a recording of four thousand million samples that is only claimed is refused at once', () => {
    const { bytes } = writeScp(tracing, {
      sections: new Map([[3, Uint8Array.from(new ByteWriter().u8(1, 0).u32(1, 0xffffffff).u8(1).bytes)]]),
    })
    expect(refusal(bytes)).toMatchObject({ code: 'scp-not-standard' })
  })
})

const FOLDER = new URL('../../../../../shared/data/ecg/samples/', import.meta.url)

describe.skipIf(!existsSync(FOLDER))('one recording in three formats', () => {
  const load = (path: string): EcgRead => {
    const file = { name: path, bytes: new Uint8Array(readFileSync(new URL(path, FOLDER))) }
    const [{ outcome } = expect.unreachable()] = readEcgFiles([file], {}, EVERY_FORMAT)
    if (!outcome.ok) throw new Error(outcome.problem.message)
    return outcome.value
  }

  test.each(['hl7-aecg/Example.xml', 'dicom/hl7_sample.dcm'])('SCP-ECG equals %s to one step', (path) => {
    const scp = load('scp-ecg/Example.scp').tracing
    const other = load(path).tracing
    expect(other.sampleRateHz).toBe(scp.sampleRateHz)
    for (const { standard, samplesMv } of scp.leads) {
      const same = other.leads.find((lead) => lead.standard === standard)!
      expect(same.samplesMv).toHaveLength(samplesMv.length)
      const worst = samplesMv.reduce((most, mv, i) => Math.max(most, Math.abs(mv - same.samplesMv[i]!)), 0)
      expect(worst).toBeLessThan(STEP_MV * 1.001)
    }
  })
})
