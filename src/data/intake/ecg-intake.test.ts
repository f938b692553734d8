import { describe, expect, test } from 'vitest'
import { writeCsv } from '#contract/ecg/csv/write.ts'
import { writeEdf } from '#contract/ecg/edf/write.ts'
import { isMeasured } from '#domain/measured.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import { createEcgIntake, type EcgRecording, type IntakeItem } from './ecg-intake.ts'

function tracing(rateBpm: number, durationMs = 12_000) {
  return simulateEcg({ seed: 3, rhythm: 'sinus', rateBpm, durationMs, sampleRateHz: 250, leads: ['II'] })
    .tracing
}

function edf(name: string, rateBpm: number): File {
  const [file] = writeEdf(tracing(rateBpm), { recordName: 'x' })
  return new File([file!.bytes as Uint8Array<ArrayBuffer>], name)
}

async function take(files: File[], csv?: { sampleRateHz: number; unit: 'mV' }): Promise<IntakeItem[]> {
  const items: IntakeItem[] = []
  await createEcgIntake().take(files, csv ? { csv } : {}, (item) => items.push(item))
  return items
}

function read(item: IntakeItem | undefined): EcgRecording {
  if (!item?.outcome.ok) throw new Error('this recording was not read')
  return item.outcome.value
}

function rate({ analysis: { rateBpm } }: EcgRecording): number {
  return isMeasured(rateBpm) ? rateBpm.value : NaN
}

describe('taking files in', () => {
  test('a drop that was stopped stays stopped when another one follows at once', async () => {
    const intake = createEcgIntake()
    const first: IntakeItem[] = []
    const second: IntakeItem[] = []
    const files = [edf('a.edf', 60), edf('b.edf', 60), edf('c.edf', 60)]
    const stopped = intake.take(files, {}, (item) => first.push(item))
    await intake.cancel()
    await Promise.all([stopped, intake.take([edf('d.edf', 70)], {}, (item) => second.push(item))])
    expect([first.length, second.length]).toEqual([0, 1])
  })

  test('two recordings of one name each keep their own bytes', async () => {
    const items = await take([edf('ecg.edf', 60), edf('ecg.edf', 90)])
    const again = await Promise.all(items.map((item) => createEcgIntake().takeBytes(read(item).source)))
    expect(again.map((item) => Math.round(rate(read(item)) / 10))).toEqual([6, 9])
  })

  test('a recording too slow to be an ECG costs itself alone', async () => {
    const slow = new File(
      ['# unit: mV\ntime_s,II\n0,0.1\n1,0.2\n2,0.1\n3,0.2\n4,0.1\n5,0.3\n6,0.1\n'],
      'slow.csv',
    )
    const items = await take([slow, edf('good.edf', 70)])
    expect(items).toHaveLength(2)
    expect(Math.abs(rate(read(items[1])) - 70)).toBeLessThan(3)
  })

  test('what a person declared of a table is needed to read its bytes again, and goes with them', async () => {
    const [file] = writeCsv(tracing(80), { recordName: 'bare' })
    const bare = new TextDecoder().decode(file!.bytes).replace(/^#.*\n/gm, '')
    const [item] = await take([new File([bare], 'bare.csv')], { sampleRateHz: 250, unit: 'mV' })
    const { source, declared } = read(item)
    const without = await createEcgIntake().takeBytes(source)
    expect(without.outcome.ok).toBe(false)
    const again = await createEcgIntake().takeBytes(source, declared ? { csv: declared } : {})
    expect(Math.abs(rate(read(again)) - 80)).toBeLessThan(3)
  })
})

describe('a recording that leaves as another format', () => {
  test('comes back from its DICOM file with the same samples, and names nobody', async () => {
    const ecg = tracing(75, 10_000)
    const options = { recordName: 'ecg-2026-11-21', writtenAt: '2026-11-21T09:00:00' }
    const files = await createEcgIntake().export({ format: 'dicom', tracing: ecg, options })
    const [back] = await take(files!.map(({ name, bytes }) => new File([bytes], name)))
    const { tracing: again, cart, format } = read(back)
    expect(format).toBe('dicom')
    expect(cart?.person ?? null).toBeNull()
    const apart = again.leads[0]!.samplesMv.map((mv, i) => Math.abs(mv - ecg.leads[0]!.samplesMv[i]!))
    expect(Math.max(...apart)).toBeLessThan(0.0026)
  })

  test('two files of one recording are two objects', async () => {
    const options = { recordName: 'x', writtenAt: '2026-11-21T09:00:00' }
    const asked = { format: 'dicom', tracing: tracing(75, 10_000), options } as const
    const one = await createEcgIntake().export(asked)
    const other = await createEcgIntake().export(asked)
    expect(one![0]!.bytes).not.toEqual(other![0]!.bytes)
  })
})

describe('where only the first readers are here', () => {
  const withoutTheRest = () => createEcgIntake(() => Promise.reject(new Error('not installed')))

  test('a file that they do not know says that a reader is missing, the others are read', async () => {
    const dicom = await createEcgIntake().export({
      format: 'dicom',
      tracing: tracing(75, 10_000),
      options: { recordName: 'x', writtenAt: '2026-11-21T09:00:00' },
    })
    const items: IntakeItem[] = []
    const files = [new File([dicom![0]!.bytes], 'x.dcm'), edf('good.edf', 70)]
    await withoutTheRest().take(files, {}, (item) => items.push(item))
    const [good, unknown] = items
    expect(Math.abs(rate(read(good)) - 70)).toBeLessThan(3)
    expect(unknown).toMatchObject({
      files: ['x.dcm'],
      outcome: { ok: false, problem: { code: 'readers-not-here' } },
    })
  })

  test('once they have come they are used, without a reload', async () => {
    let here = false
    const intake = createEcgIntake(async () => {
      if (!here) throw new Error('not installed')
      return (await import('#contract/ecg/every-format.ts')).EVERY_FORMAT
    })
    const options = { recordName: 'x', writtenAt: '2026-11-21T09:00:00' }
    const [file] = (await intake.export({ format: 'dicom', tracing: tracing(75, 10_000), options }))!
    expect((await intake.takeBytes([file!])).outcome.ok).toBe(false)
    here = true
    expect((await intake.takeBytes([file!])).outcome.ok).toBe(true)
  })
})
