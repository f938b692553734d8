import { describe, expect, test } from 'vitest'
import type { FrameInfo, ImageInstance } from '#domain/imaging/image.ts'
import { bad, good } from '#domain/problem.ts'
import type { PictureKind } from '#domain/imaging/kinds.ts'
import type { ImageSource } from '#inference/image/film-claims.ts'
import { imageReader, sureOf, type PackSaid } from '#inference/image/image-pack.fixture.ts'
import { ProblemError } from '#inference/problem-error.ts'
import { filmAnswerRows } from './film-answers.ts'
import type { FilmPicture } from './film-input.ts'
import { answerRow } from './film-result.ts'

const SIDE = 48
const NOBODY = { names: [], id: '', birthDate: null, sex: null, ageYears: null }
const NOTHING_SAID = { ageYears: null, sex: null, point: null }
const io = { out: () => undefined, err: () => undefined }
const pixels = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => 30 + (at % SIDE) + at / SIDE)

const info: FrameInfo = {
  rendering: {
    kind: 'grey',
    modality: { kind: 'linear', slope: 1, intercept: 0 },
    voi: [],
    inverted: false,
    padding: null,
    unit: '',
  },
  spacing: null,
  pixelAspect: 1,
  plane: null,
  orientation: null,
}

function picture(frames: readonly FrameInfo[] = [info], more: Partial<FilmPicture> = {}): FilmPicture {
  return {
    instance: { id: 'a', frames, bitsStored: 8 } as unknown as ImageInstance,
    person: NOBODY,
    frame: async () => good({ rows: SIDE, columns: SIDE, samplesPerPixel: 1, pixels }),
    ...more,
  }
}

async function packsOf(kind: PictureKind, ...said: readonly PackSaid[]) {
  const open = async (
    pack: PackSaid,
    outputs: Readonly<Record<string, ArrayLike<number>>>,
  ): Promise<ImageSource> => {
    const reader = await imageReader(pack, () => outputs)
    return { pack: pack.id!, version: '1.0.0', open: async () => reader }
  }
  const others = await Promise.all(said.map((pack) => open(pack, { logits: [2], value: [1] })))
  const intake = await open({ id: 'image-intake', task: 'image-kind' }, sureOf(kind))
  return { sources: [intake, ...others], dispose: async () => undefined }
}

const child: PackSaid = {
  id: 'child',
  task: 'image-findings',
  gate: { kinds: ['chest-child'], ageYears: [0, 10] },
}
const bone: PackSaid = {
  id: 'bone',
  task: 'image-value',
  labels: ['bone-age'],
  gate: { kinds: ['hand'] },
  calibration: { values: { 'bone-age': { slope: 1, intercept: 100, within95: 20 } } },
}

describe('what packs say of a film on the command line', () => {
  test('a row a pack, with gate, numbers, engine and words', async () => {
    const { rows } = await filmAnswerRows(
      'a.png',
      [picture()],
      await packsOf('chest-child', child),
      NOTHING_SAID,
      io,
    )
    expect(rows).toMatchObject([
      { pack: 'image-intake', gate: { passed: true }, claim: 'chest-child 100 %' },
      {
        pack: 'child',
        version: '1.0.0',
        frame: 0,
        engine: 'ort-wasm',
        gate: { passed: true },
        outputs: { pneumonia: 2 },
        calibrated: { pneumonia: expect.closeTo(0.88, 2) as number },
        durationMs: 3,
        claim: 'consolidation (pneumonia 88 %, from 50 %)',
      },
    ])
  })

  test('a value with its interval', async () => {
    const { rows } = await filmAnswerRows('a.png', [picture()], await packsOf('hand', bone), NOTHING_SAID, io)
    expect(rows[1]).toMatchObject({
      calibrated: { 'bone-age': 101 },
      claim: 'bone age 101 months (81 to 121)',
    })
  })

  test('what is refused has a reason and no numbers; the age may come from the file', async () => {
    const adult = picture([info], { person: { ...NOBODY, ageYears: 40 } })
    const packs = await packsOf('chest-child', child)
    const {
      rows: [, row],
    } = await filmAnswerRows('a.dcm', [adult], packs, NOTHING_SAID, io)
    expect(row).toMatchObject({ gate: { passed: false, reason: 'age' }, outputs: null, calibrated: null })
    expect(answerRow(row!)).toEqual(['child 1.0.0', 'not assessable: age'])
    const {
      rows: [, told],
    } = await filmAnswerRows('a.dcm', [adult], packs, { ...NOTHING_SAID, ageYears: 4 }, io)
    expect(told!.gate.passed).toBe(true)
  })

  test('of a loop the middle frame is asked about, of a volume none without a point', async () => {
    const packs = await packsOf('chest-child', child)
    const loop = picture(new Array<FrameInfo>(9).fill(info))
    const slice = picture([{ ...info, plane: {} as FrameInfo['plane'] }])
    const { rows } = await filmAnswerRows('a', [slice, loop], packs, NOTHING_SAID, io)
    expect(rows.map(({ frame }) => frame)).toEqual([5, 5])
    expect(answerRow(rows[1]!, true)[1]).toMatch(/^frame 6: consolidation/)
    const pointed = { ...NOTHING_SAID, point: { x: 9, y: 9 } }
    expect((await filmAnswerRows('a', [slice], packs, pointed, io)).rows).toHaveLength(2)
  })

  test('a refusal is an answer; a pack that breaks is not, and is named', async () => {
    const words: string[] = []
    const hearing = { ...io, err: (text: string) => void words.push(text) }
    const packs = await packsOf('chest-child', child)
    const ask = (sources: readonly ImageSource[]) =>
      filmAnswerRows('a.png', [picture()], { ...packs, sources }, NOTHING_SAID, hearing)
    expect((await ask(packs.sources)).complete).toBe(true)
    const broken: ImageSource = {
      pack: 'adult',
      version: '1.0.0',
      open: () =>
        Promise.reject(new ProblemError(bad('pack-damaged', 'It is damaged.', 'Fetch it.').problem)),
    }
    const { rows, complete } = await ask([...packs.sources, broken])
    expect(complete).toBe(false)
    expect(rows).toHaveLength(2)
    expect(words).toEqual(['a.png: adult gave no answer: pack-damaged\n'])
  })
})
