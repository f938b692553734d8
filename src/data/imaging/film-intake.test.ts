import { proxy } from 'comlink'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeImageObject } from '#contract/dicom/write-image.ts'
import type { ImageStudy } from '#domain/imaging/image.ts'
import type { Problem } from '#domain/problem.ts'
import { ctSlice, given, treeFilmWorker } from './film-intake.fixture.ts'
import type { GivenFile } from './film-intake.ts'

type Worker = ReturnType<typeof treeFilmWorker>
let open: Worker[] = []

function worker(budgets?: { fileBytes: number; frameBytes: number }): Worker['remote'] {
  const made = treeFilmWorker(budgets)
  open.push(made)
  return made.remote
}

beforeAll(() => (open = []))
afterAll(() => open.forEach(({ close }) => close()))

/** Takes files in and says what came of it. */
async function take(remote: Worker['remote'], files: readonly GivenFile[]) {
  const studies = new Map<string, ImageStudy>()
  const problems: [string, Problem][] = []
  const told: number[] = []
  await remote.take(
    files,
    proxy((study: ImageStudy, done: number) => {
      studies.set(study.id, study)
      told.push(done)
    }),
    proxy((file: string, problem: Problem, done: number) => {
      problems.push([file, problem])
      told.push(done)
    }),
  )
  return { studies, problems, told }
}

const slices = (count: number, study = '1') =>
  Array.from({ length: count }, (_, at) => given(`CD/I${at}`, ctSlice({ study, number: at + 1 })))

test('a folder in any order becomes one study whose slices lie in their place', async () => {
  const remote = worker()
  const { studies, problems } = await take(remote, slices(12).toReversed())
  const [study] = [...studies.values()]
  expect(problems).toEqual([])
  expect(studies.size).toBe(1)
  expect(study?.series[0]?.instances.map(({ id }) => id)).toEqual(
    Array.from({ length: 12 }, (_, at) => `1.2.1.1.${at + 1}`),
  )
})

test('what is no picture is refused with its reason and the others go on', async () => {
  const text = new TextEncoder().encode('[autorun]\nopen=viewer.exe')
  const { studies, problems } = await take(worker(), [
    given('AUTORUN.INF', text),
    ...slices(2),
    given('list.txt', new TextEncoder().encode('What lies on this disc, and who made it')),
    given('report.pdf', new TextEncoder().encode('%PDF-1.4')),
    given('all.zip', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)),
    given('empty', new Uint8Array()),
    given('half', ctSlice({ number: 9 }).slice(0, 700)),
  ])
  expect(studies.size).toBe(1)
  expect(problems.map(([file, { code }]) => `${file} ${code}`)).toEqual([
    'AUTORUN.INF film-no-picture',
    'list.txt film-no-picture',
    'report.pdf film-is-pdf',
    'all.zip film-is-archive',
    'empty film-no-picture',
    'half dicom-cut-short',
  ])
})

test('a frame moves to the page with its values, and comes again when it is asked for again', async () => {
  const remote = worker()
  await take(remote, slices(2))
  for (const time of [1, 2]) {
    const frame = await remote.frame('1.2.1.1.2', 0)
    expect(frame.ok && [frame.value.pixels.length, frame.value.pixels[0]], `time ${time}`).toEqual([256, 2])
  }
  const [one, other] = await Promise.all([remote.frame('1.2.1.1.1', 0), remote.frame('1.2.1.1.1', 0)])
  expect([one.ok && one.value.pixels[0], other.ok && other.value.pixels[0]]).toEqual([1, 1])
})

test('a picture that was decoded before it is asked for is the same picture', async () => {
  const remote = worker()
  await take(remote, slices(6))
  await remote.prefetch([2, 3, 4].map((number) => ({ instance: `1.2.1.1.${number}`, index: 0 })))
  const small = await remote.thumbnail('1.2.1.1.3', 0, 8)
  const frames = await Promise.all([3, 4, 2].map((number) => remote.frame(`1.2.1.1.${number}`, 0)))
  expect(small.ok && [small.value.width, small.value.height]).toEqual([8, 8])
  expect(frames.map((frame) => frame.ok && frame.value.pixels[7])).toEqual([3, 4, 2])
})

test('files beyond the budget are read again from where they were given', async () => {
  const remote = worker({ fileBytes: 3000, frameBytes: 1000 })
  await take(remote, slices(20))
  const frames = await Promise.all([1, 20, 10].map((number) => remote.frame(`1.2.1.1.${number}`, 0)))
  expect(frames.map((frame) => frame.ok && frame.value.pixels[0])).toEqual([1, 20, 10])
})

test('stopping ends the drop and leaves what was read', async () => {
  const remote = worker()
  let done = 0
  await remote.take(
    slices(200),
    proxy((_: ImageStudy, read: number) => {
      done = read
      if (read > 0) void remote.cancel()
    }),
    proxy(() => undefined),
  )
  expect(done).toBeGreaterThan(0)
  expect(done).toBeLessThan(200)
  expect((await remote.frame('1.2.1.1.1', 0)).ok).toBe(true)
  const { studies } = await take(remote, slices(3, '2'))
  expect(studies.size).toBe(1)
})

test('files of a study come back as they will be kept, without their preambles, and open again', async () => {
  const remote = worker()
  const file = ctSlice({ number: 1 })
  file.set(new TextEncoder().encode('MZ something else'), 0)
  await take(remote, [given('a/I1', file), given('a/I2', ctSlice({ number: 2 })), ...slices(1, '7')])
  const files = await remote.files('1.2.1')
  expect(files.map(({ name }) => name)).toEqual(['a/I1', 'a/I2'])
  expect(files[0]!.bytes.subarray(0, 128).every((byte) => byte === 0)).toBe(true)
  const again = await worker().takeBytes(files)
  expect(again.outcome.ok && again.outcome.value.series[0]?.instances.length).toBe(2)
})

test('a study that is let go is gone, and can be opened again', async () => {
  const remote = worker()
  await take(remote, [...slices(2), ...slices(2, '2')])
  await remote.release('1.2.1')
  const gone = await remote.frame('1.2.1.1.1', 0)
  expect(gone.ok ? '' : gone.problem.code).toBe('film-not-open')
  expect((await remote.frame('1.2.2.1.1', 0)).ok).toBe(true)
  const { studies } = await take(remote, slices(2))
  expect(studies.get('1.2.1')?.series[0]?.instances.length).toBe(2)
})

test('planes are cut through the slices of a series', async () => {
  const remote = worker()
  await take(remote, slices(16))
  const heard: number[] = []
  const facts = await remote.volume(
    '1.2.1.1',
    1e8,
    proxy((done: number) => void heard.push(done)),
  )
  expect(facts.ok && facts.value.planes.axial.count).toBeGreaterThan(8)
  expect(heard.at(-1)).toBe(16)
  const cut = await remote.reslice('1.2.1.1', { direction: 'coronal', index: 4, slabMm: 0 })
  expect(cut.ok && cut.value.frame.rows).toBeGreaterThan(8)
  await remote.closeVolume()
  const closed = await remote.reslice('1.2.1.1', { direction: 'coronal', index: 4, slabMm: 0 })
  expect(closed.ok).toBe(false)
})

test('a volume that would not fit is refused before it is built', async () => {
  const remote = worker()
  await take(remote, slices(16))
  const facts = await remote.volume(
    '1.2.1.1',
    100,
    proxy(() => undefined),
  )
  expect(facts.ok ? '' : facts.problem.code).toMatch(/^volume-/)
})

test('a segmentation is shown over the pictures that it names, and over no other', async () => {
  const remote = worker()
  const picture = (number: number) => [
    [
      {
        tag: 0x00089124,
        vr: 'SQ',
        value: [
          [
            {
              tag: 0x00082112,
              vr: 'SQ',
              value: [[{ tag: 0x00081155, vr: 'UI', value: `1.2.1.1.${number}` }]],
            },
          ],
        ],
      },
      { tag: 0x0062000a, vr: 'SQ', value: [[{ tag: 0x0062000b, vr: 'US', value: 3 }]] },
    ],
  ]
  const drawn = writeImageObject({
    sopClass: '1.2.840.10008.5.1.4.1.1.66.4',
    uids: { study: '1.2.1', series: '1.2.1.8', instance: '1.2.1.8.1' },
    pixels: {
      rows: 16,
      columns: 16,
      bitsAllocated: 8,
      photometric: 'MONOCHROME2',
      frames: 2,
      data: { kind: 'native', samples: new Uint8Array(512).fill(255, 16, 32) },
    },
    tags: [
      { tag: 0x00080060, vr: 'CS', value: 'SEG' },
      {
        tag: 0x00620002,
        vr: 'SQ',
        value: [
          [
            { tag: 0x00620004, vr: 'US', value: 3 },
            { tag: 0x00620005, vr: 'LO', value: 'Liver' },
          ],
        ],
      },
      { tag: 0x52009230, vr: 'SQ', value: [...picture(1), ...picture(2)] },
    ],
  })
  const { studies } = await take(remote, [...slices(3), given('seg', drawn)])
  expect(studies.get('1.2.1')?.documents).toMatchObject([{ kind: 'segmentation', on: expect.anything() }])
  const areas = await remote.segments('1.2.1.8.1', '1.2.1.1.1', 0)
  expect(areas.ok && areas.value.map(({ segment, mask }) => [segment, mask.indexOf(1)])).toEqual([[3, 16]])
  const none = await remote.segments('1.2.1.8.1', '1.2.1.1.3', 0)
  expect(none.ok && none.value).toEqual([])
})
