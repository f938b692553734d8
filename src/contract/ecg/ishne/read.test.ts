import { describe, expect, test } from 'vitest'
import { limbLeads, tracingOf } from '../fixtures.testing.ts'
import { ishneFormat } from './read.ts'
import { writeIshne } from './write.fixture.ts'

function read(bytes: Uint8Array) {
  const file = { name: 'r.ecg', bytes }
  expect(ishneFormat.recognise(file)).toBe(true)
  return ishneFormat.read(file, undefined as never, {}).outcome
}

function opened(bytes: Uint8Array) {
  const outcome = read(bytes)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}

const bytesOf = (...[tracing, options]: Parameters<typeof writeIshne>): Uint8Array =>
  writeIshne(tracing, options)[0]!.bytes

const whole = bytesOf(limbLeads(), { recordName: 'r' })

/** A header field overwritten, the checksum with it left as it was. */
function changed(at: number, ...values: number[]): Uint8Array {
  const bytes = whole.slice()
  values.forEach((value, i) => new DataView(bytes.buffer).setInt16(at + 2 * i, value, true))
  return bytes
}

describe('ISHNE', () => {
  test('what is written is read back within half a count', () => {
    const { tracing } = opened(whole)
    expect(tracing).toMatchObject({ sampleRateHz: 500, startedAt: '2026-11-21T09:30:00', warnings: [] })
    expect(tracing.leads.map((lead) => lead.standard)).toEqual(['I', 'II', 'III'])
    limbLeads().leads.forEach(({ samplesMv }, l) =>
      samplesMv.forEach((mv, i) =>
        expect(Math.abs(tracing.leads[l]!.samplesMv[i]! - mv)).toBeLessThan(0.000501),
      ),
    )
  })

  test('the resolution is nanovolts of one count', () => {
    const bytes = bytesOf(tracingOf({ V5: [1, -1] }), { recordName: 'r', resolutionNv: 5000 })
    expect(new DataView(bytes.buffer).getInt16(522, true)).toBe(200)
    expect([...opened(bytes).tracing.leads[0]!.samplesMv]).toEqual([1, -1])
  })

  test('the samples are where the header says, not behind the fixed header', () => {
    const bytes = bytesOf(limbLeads(), { recordName: 'r', variableBytes: 77 })
    expect(opened(bytes).tracing).toEqual(opened(whole).tracing)
    expect(opened(bytes).tracing.warnings).toEqual([])
  })

  test('a header that its checksum does not fit is read with a warning', () => {
    const { tracing } = opened(changed(150, 11))
    expect(tracing.startedAt).toBe('2026-11-21T11:30:00')
    expect(tracing.warnings).toEqual([{ code: 'checksum-differs', details: { leads: 'header' } }])
  })

  test('a lead without a name of its own is none of the twelve', () => {
    const { leads } = opened(bytesOf(tracingOf({ II: [0, 1], chest: [1, 0] }), { recordName: 'r' })).tracing
    expect(leads.map(({ name, standard }) => [name, standard])).toEqual([
      ['II', 'II'],
      ['Lead 2', null],
    ])
  })

  test('a lead without resolution is left out; where none has one, the file is refused', () => {
    expect(opened(changed(208, -9)).tracing.leads.map((lead) => lead.name)).toEqual(['I', 'III'])
    expect(read(changed(206, 0, 0, 0))).toMatchObject({ ok: false, problem: { code: 'ecg-scale-missing' } })
  })

  test('a number of samples that counts all leads together is understood', () => {
    const bytes = whole.slice()
    new DataView(bytes.buffer).setInt32(14, 3000, true)
    expect(opened(bytes).tracing.leads[0]!.samplesMv).toHaveLength(1000)
  })

  test('a file cut short keeps what is there', () => {
    const { tracing } = opened(whole.slice(0, 522 + 6 * 250 + 1))
    expect(tracing.leads[0]!.samplesMv).toHaveLength(250)
    expect(tracing.warnings[0]).toEqual({
      code: 'data-cut-short',
      details: { expectedMs: 2000, foundMs: 500 },
    })
  })

  test('whom and what the header names', () => {
    const bytes = bytesOf(limbLeads(), { recordName: 'r', firstName: '小东', lastName: '王' })
    expect(opened(bytes).cart).toMatchObject({ device: ['digital'], person: { name: '王 小东' } })
  })

  test.each([
    ['a header cut short', whole.slice(0, 300), 'ecg-file-broken'],
    ['no leads', changed(156, 0), 'ecg-file-broken'],
    ['no rate', changed(272, 0), 'sample-rate-out-of-range'],
    ['a header alone', whole.slice(0, 522), 'no-samples'],
  ])('%s is refused', (_what, bytes, code) => {
    expect(read(bytes)).toMatchObject({ ok: false, problem: { code } })
  })
})
