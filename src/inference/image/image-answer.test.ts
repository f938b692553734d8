import { describe, expect, test } from 'vitest'
import { answerImage } from './image-answer.ts'
import { claimOf } from './image-claim.ts'
import { openImageModel } from './image-model.ts'
import { imagePack, imageReader, somePicture, type PackSaid } from './image-pack.fixture.ts'
import type { PackPicture } from './picture.ts'

type Outputs = Readonly<Record<string, ArrayLike<number>>>

async function claimed(said: PackSaid, outputs: Outputs, picture: PackPicture = somePicture()) {
  const reader = await imageReader(said, () => outputs)
  const answer = await answerImage(reader, picture)
  return { answer, claim: claimOf(reader.model, answer, { instance: 'a', frame: 0, picture }, 'chest-adult') }
}

const spine = Array.from({ length: 17 }, (_, i) => {
  const [y, tilt] = [0.05 + 0.053 * i, i < 8 ? 0.004 * i : 0.032 - 0.005 * (i - 7)]
  return [
    [0.45, y - tilt],
    [0.55, y + tilt],
    [0.45, y + 0.03 - tilt],
    [0.55, y + 0.03 + tilt],
  ]
}).flat(2)

describe('a pack is opened', () => {
  test.each(['image-kind', 'image-findings', 'image-outlines', 'image-landmarks', 'image-value'] as const)(
    'of the task %s',
    async (task) => expect((await openImageModel(imagePack({ task }))).ok).toBe(true),
  )

  test.each([
    [
      'a preprocessing that this app does not have',
      { task: 'image-findings', preprocessing: 'film-stretch-v9' },
    ],
    ['kinds that are not ours', { task: 'image-kind', labels: ['chest', 'other'] }],
  ] as const)('not with %s', async (_, said) => {
    const opened = await openImageModel(imagePack(said))
    expect(opened).toMatchObject({ ok: false, problem: { code: 'pack-needs-newer-app' } })
  })

  test('not without a calibration of each label', async () => {
    const opened = await openImageModel(imagePack({ task: 'image-findings', calibration: { labels: {} } }))
    expect(opened).toMatchObject({ ok: false, problem: { code: 'pack-calibration-invalid' } })
  })
})

describe('findings', () => {
  const labels = { pneumonia: { shift: 1, temperature: 2, threshold: 0.4, uncertain: [0.3, 0.45] } }
  const pneumonia: PackSaid = {
    task: 'image-findings',
    labels: ['pneumonia', 'bacterial'],
    calibration: { labels: { ...labels, bacterial: { shift: 0, temperature: 1, threshold: 0.5 } } },
  }
  const cam = [...new Array<number>(15).fill(-1), 4, ...new Array<number>(16).fill(0)]

  test('are calibrated, tied to a place, and said beside each other where they belong together', async () => {
    const { claim } = await claimed(pneumonia, { logits: [3, 2], cam })
    const [first, second] = claim.findings
    expect(claim).toMatchObject({ refused: null, conclusion: 'abnormal' })
    expect(first).toMatchObject({ finding: 'consolidation', label: 'pneumonia', proposedFrom: 0.4 })
    expect(first!.score).toBeCloseTo(1 / (1 + Math.exp(-1)))
    expect(first!.map!.values[15]).toBe(1)
    expect(first!.map!.box).toEqual({ left: 0, top: 0, right: 64, bottom: 64 })
    expect(second).toMatchObject({ label: 'bacterial', beside: 'pneumonia' })
  })

  test('nothing is said of bacteria where there is no pneumonia, and no map is drawn', async () => {
    const { claim } = await claimed(pneumonia, { logits: [-3, 2], cam })
    expect(claim.findings.map(({ label, map }) => [label, map])).toEqual([['pneumonia', null]])
    expect(claim.conclusion).toBeNull()
  })

  test('a score near the threshold is not said, but the answer still holds it', async () => {
    const { claim, answer } = await claimed(pneumonia, { logits: [0, 2], cam })
    expect(claim).toMatchObject({ refused: 'uncertain', findings: [], run: { engine: 'ort-wasm' } })
    expect(answer.read!.probabilities['pneumonia']).toBeCloseTo(0.38, 2)
  })

  test('a malignant look stands alone where no lesion is proposed, else beside it', async () => {
    const breast: PackSaid = { task: 'image-findings', labels: ['lesion', 'malignant'] }
    const both = (await claimed(breast, { logits: [2, 2] })).claim
    const alone = (await claimed(breast, { logits: [-2, 2] })).claim
    expect(both.findings.map(({ beside }) => beside)).toEqual([undefined, 'lesion'])
    expect(alone.findings.map(({ beside }) => beside)).toEqual([undefined, undefined])
  })
})

describe('values', () => {
  const cobb: PackSaid = {
    task: 'image-landmarks',
    labels: ['cobb'],
    calibration: { values: { cobb: { slope: 1, intercept: 0, within95: 8 } } },
  }

  test('an angle comes with its interval, its mark, its points in the picture, and a finding from 10°', async () => {
    const { claim } = await claimed(cobb, { points: spine })
    const [value] = claim.values
    expect(value).toMatchObject({ name: 'cobb', unit: 'deg', shape: { tool: 'cobb' } })
    expect(value!.interval!.high - value!.value).toBeCloseTo(8)
    expect(claim.landmarks![0]!.x).toBeCloseTo(0.45 * 64)
    expect(claim.findings).toMatchObject([{ finding: 'scoliosis', proposedFrom: 0.5 }])
    expect(claim.findings[0]!.score > 0.5).toBe(value!.value > 10)
  })

  test.each([
    ['points in disorder', { points: spine.toReversed() }],
    [
      'points that the network does not see sharply',
      { points: spine, spread: new Array<number>(68).fill(0.2) },
    ],
  ])('%s are no spine', async (_, outputs) => {
    const said = { ...cobb, gate: { kinds: ['spine'], landmarkSpread: 0.1 } }
    expect((await claimed(said, outputs)).claim).toMatchObject({ refused: 'outline-implausible', values: [] })
  })

  test('a bone age is a number of months, and whether it is a boy goes into it', async () => {
    const said: PackSaid = {
      task: 'image-value',
      labels: ['bone-age'],
      calibration: { values: { 'bone-age': { slope: 50, intercept: 120, within95: 24 } } },
    }
    const reader = await imageReader(said, ({ sex }) => ({ value: [sex!.data[0]!] }))
    const months = async (sex: PackPicture['sex']) =>
      (await answerImage(reader, somePicture({ sex }))).read!.values['bone-age']
    expect([await months('male'), await months('female'), await months(null)]).toEqual([70, 170, 120])
  })

  test('the interval of a bone age is wider where nobody said the sex', async () => {
    const values = { 'bone-age': { slope: 50, intercept: 120, within95: 24, within95SexUnknown: 40 } }
    const said: PackSaid = { task: 'image-value', labels: ['bone-age'], calibration: { values } }
    const interval = async (sex: PackPicture['sex']) =>
      (await claimed(said, { value: [0] }, somePicture({ sex }))).claim.values[0]!.interval
    expect(await interval('female')).toEqual({ low: 96, high: 144 })
    expect(await interval(null)).toEqual({ low: 80, high: 160 })
  })
})

describe('outlines', () => {
  const side = 32
  const disc = (cx: number, cy: number, r: number) =>
    Array.from({ length: side * side }, (_, at) =>
      Math.hypot((at % side) + 0.5 - cx, Math.floor(at / side) + 0.5 - cy) < r ? 4 : -4,
    )
  const said: PackSaid = { task: 'image-outlines', labels: ['lung-right', 'lung-left', 'heart'], size: side }
  const maps = [disc(8, 15, 6), disc(24, 15, 6), disc(17, 19, 7)].flat()

  test('become lines on the picture, a ratio with its mark, and a finding in adults', async () => {
    const { claim } = await claimed(said, { maps })
    expect(claim.outlines.map(({ name, lines }) => [name, lines.length])).toEqual([
      ['lung-right', 1],
      ['lung-left', 1],
      ['heart', 1],
    ])
    expect(claim.values).toMatchObject([{ name: 'cardiothoracic-ratio', interval: null }])
    const [left, , chestLeft] = claim.values[0]!.shape!.points
    expect([left.x, chestLeft!.x]).toEqual([20, 4])
    expect(claim.findings).toMatchObject([{ finding: 'cardiomegaly', score: 1 }])
  })

  test('no heart is called large in a child', async () => {
    const { claim } = await claimed(said, { maps }, somePicture({ ageYears: 4 }))
    expect(claim.findings).toEqual([])
  })

  test('of what no chest has nothing is shown', async () => {
    const gate = { kinds: ['chest-adult'], outlines: { heart: [0.3, 0.6] } }
    const { claim } = await claimed({ ...said, gate }, { maps })
    expect(claim).toMatchObject({ refused: 'outline-implausible', outlines: [], values: [] })
  })
})

describe('the gate of a pack', () => {
  const finding: PackSaid = { task: 'image-findings' }
  const even = somePicture({ data: new Uint8Array(64 * 64).fill(90) })
  const halfEmpty = somePicture({
    data: new Uint8Array(4096).map((_, i) => (i % 64 < 32 ? 20 : 60 + (i % 64) + (i >> 6))),
  })
  const zeros = new Array<number>(32).fill(0)
  const precision = zeros.map((_, row) => zeros.map((_zero, column) => Number(row === column)))
  const distance = { means: [zeros], precision, threshold: 4 }

  test.each([
    ['too-small', {}, somePicture({ width: 8, height: 64 })],
    ['blank', {}, even],
    ['blank', { picture: { contrast: [0.9, 1] } }, somePicture()],
    [
      'clipped',
      { picture: { clippedShare: [0, 0.1] } },
      somePicture({ data: new Uint8Array(4096).map((_, i) => (((i >> 3) + (i >> 9)) % 2) * 255) }),
    ],
    ['cut-off', { picture: { emptyShare: [0, 0.2] } }, halfEmpty],
    ['blurred', { picture: { sharpness: [0.5, 2] } }, somePicture()],
    ['age', { ageYears: [0, 12] }, somePicture({ ageYears: 40 })],
  ] as const)('says %s', async (reason, gate, picture) => {
    const { claim, answer } = await claimed({ ...finding, gate }, { logits: [4] }, picture)
    expect(claim).toMatchObject({ refused: reason, findings: [], conclusion: null })
    expect(answer.read!.logits).toEqual({ pneumonia: 4 })
  })

  test('says that a picture is unlike what it has learned from', async () => {
    const far = { logits: [4], features: [3, ...zeros.slice(1)] }
    const { claim } = await claimed({ ...finding, gate: { distance } }, far)
    expect(claim.refused).toBe('unlike-training-data')
    const near = await claimed({ ...finding, gate: { distance } }, { logits: [4] })
    expect(near.claim.refused).toBeNull()
  })

  test('lets a person of unknown age pass', async () => {
    expect(
      (await claimed({ ...finding, gate: { ageYears: [0, 12] } }, { logits: [4] })).claim.refused,
    ).toBeNull()
  })
})
