import { describe, expect, test } from 'vitest'
import type { ImageModel } from '#inference/image/image-model.ts'
import type { ImageReading } from '#inference/image/image-answer.ts'
import { calibrationError } from './image-binary.ts'
import { findingsRules, truthOf } from './image-findings.ts'
import { figuresOf, groupsOf, refusedShare } from './image-graded.ts'
import { kindRules } from './image-kinds.ts'
import { cobbRules, valueRules } from './image-numbers.ts'
import { classesOnPicture, outlineRules } from './image-outlines.ts'

/** As much of a pack as grading looks at. */
function model(labels: readonly string[], thresholds: readonly number[] = []): ImageModel {
  const scales = labels.map((label, i) => [
    label,
    { shift: 0, temperature: 1, threshold: thresholds[i] ?? 0.5 },
  ])
  return {
    labels,
    calibration: { labels: Object.fromEntries(scales) },
    gate: { kinds: [] },
  } as unknown as ImageModel
}
const reading = (part: Partial<ImageReading>): ImageReading => part as ImageReading
const picture = {
  width: 4,
  height: 2,
  channels: 1,
  data: new Uint8Array(8),
  pixelAspect: 1,
  ageYears: null,
  sex: null,
  point: null,
} as const

describe('what a row says of findings', () => {
  test.each([
    ['bacteria', { pneumonia: true, bacterial: true }],
    ['virus', { pneumonia: true, bacterial: false }],
    ['normal', { pneumonia: false, bacterial: null }],
    ['Effusion|Pneumonia', { pneumonia: true, bacterial: null }],
    ['No Finding', { pneumonia: false, bacterial: null }],
    // Not normal, and pneumonia is not among it: nothing is claimed either way.
    ['Cardiomegaly', { pneumonia: null, bacterial: null }],
  ])('of a chest: %s', (label, truth) => {
    expect(truthOf({ file: 'a.jpg', label }, ['pneumonia', 'bacterial'])).toEqual(truth)
  })

  test('of an eye: grade 2 is to be referred, grade 1 is not, a normal eye without a grade counts for false alarms alone', () => {
    expect(truthOf({ label: '2' }, ['referable'])).toEqual({ referable: true })
    expect(truthOf({ label: '1' }, ['referable'])).toEqual({ referable: false })
    expect(truthOf({ label: 'normal', referable: '' }, ['referable'])).toEqual({
      referable: null,
      falseReferral: false,
    })
  })

  test('a 0/1 column of the label goes before its name, and an empty one says nothing', () => {
    expect(truthOf({ label: 'x', pneumonia: '1' }, ['pneumonia'])).toEqual({ pneumonia: true })
    expect(truthOf({ label: 'normal', bacterial: '' }, ['bacterial'])).toEqual({ bacterial: null })
  })

  test('of a breast: a benign lesion is one, and is not malignant', () => {
    expect(truthOf({ label: 'benign' }, ['lesion', 'malignant'])).toEqual({ lesion: true, malignant: false })
  })
})

describe('figures of findings', () => {
  const rules = findingsRules(model(['lesion', 'malignant'], [0.5, 0.3]))
  const graded = (label: string, lesion: number, malignant: number) =>
    rules.grade(
      truthOf({ label }, ['lesion', 'malignant']),
      reading({ probabilities: { lesion, malignant } }),
      picture,
    )
  const sample = [
    graded('malignant', 0.9, 0.8),
    graded('malignant', 0.8, 0.2),
    graded('benign', 0.9, 0.35),
    graded('benign', 0.4, 0.1),
    graded('normal', 0.1, 0.05),
  ]

  test('the chief figures are those of malignancy at its own threshold', () => {
    const of = (name: string) => rules.measures[name]!(sample)
    // 5 of 6 pairs are in order: 0.2 lies below 0.35.
    expect(of('auc')).toBeCloseTo(5 / 6, 9)
    expect(of('auc:malignant')).toBe(of('auc'))
    expect(of('sensitivity')).toBe(0.5)
    expect(of('specificity')).toBeCloseTo(2 / 3, 9)
    expect(of('sensitivity:lesion')).toBe(0.75)
    // Left out are the two that lie nearest to 0.3: 0.35 and 0.2.
    expect(of('aucKept70')).toBe(1)
    expect(sample.map((one) => rules.isRight(one))).toEqual([true, false, false, true, true])
  })

  test('bacteria against viruses is told of pneumonia films alone, under the name of the design', () => {
    const chest = findingsRules(model(['pneumonia', 'bacterial']))
    const of = (label: string, bacterial: number) =>
      chest.grade(
        truthOf({ label }, ['pneumonia', 'bacterial']),
        reading({ probabilities: { pneumonia: 0.9, bacterial } }),
        picture,
      )
    const films = [of('bacteria', 0.9), of('virus', 0.2), of('normal', 0.99)]
    expect(chest.measures['auc:bacteria-virus']!(films)).toBe(1)
  })

  test('a normal eye of another source that is called is a false referral', () => {
    const eye = findingsRules(model(['referable']))
    const of = (label: string, referable: number) =>
      eye.grade(truthOf({ label }, ['referable']), reading({ probabilities: { referable } }), picture)
    const eyes = [of('normal', 0.7), of('normal', 0.1), of('4', 0.9), of('0', 0.2)]
    expect(eye.measures['falseReferral']!(eyes)).toBe(0.5)
    expect(eye.measures['specificity']!(eyes)).toBe(1)
  })
})

test('calibration: half of what is called 0.75 is 0.25 off', () => {
  const called = [0.75, 0.75].map((score, i) => ({ score, present: i === 0, called: true }))
  expect(calibrationError(called)).toBeCloseTo(0.25, 9)
})

test('intervals draw people, what no network ran on is left out, and refusals are counted all the same', () => {
  const pictures = [
    { patient: 'a', groups: [], refused: null, graded: 1 },
    { patient: 'a', groups: [], refused: null, graded: 1 },
    { patient: 'b', groups: [], refused: 'kind', graded: 3 },
    { patient: 'c', groups: [], refused: 'no-point', graded: null },
  ] as const
  const mean = (sample: readonly number[]) => sample.reduce((sum, one) => sum + one, 0) / sample.length
  const { middle } = figuresOf<number>(pictures, { middle: mean })
  expect(middle!.value).toBeCloseTo(5 / 3, 9)
  // Two people: one or the other alone at the ends.
  expect([middle!.low, middle!.high]).toEqual([1, 3])
  expect(refusedShare(pictures).value).toBe(0.5)
})

test('a row belongs to its site, group, sex and age band', () => {
  expect(groupsOf({ site: 'jsrt', group: 'PA', sex: 'female', age: '60' })).toEqual([
    'jsrt',
    'PA',
    'female',
    '60 years and older',
  ])
  expect(groupsOf({ age: '3' })).toEqual(['under 18 years'])
  expect(groupsOf({ site: '', age: '' })).toEqual([])
})

test('kinds: the likeliest counts, and the list may name the set instead of the kind', async () => {
  const rules = kindRules(model(['chest-adult', 'hand', 'photographed']))
  const frame = { picture, scale: 1 }
  const truth = await rules.truth({ file: 'a.jpg', label: 'tb_tinted' }, '', frame)
  if (!truth.ok) throw new Error(truth.problem.message)
  const graded = rules.grade(
    truth.value,
    reading({ probabilities: { 'chest-adult': 0.3, hand: 0.2, photographed: 0.5 } }),
    picture,
  )
  expect(rules.measures['accuracy']!([graded])).toBe(1)
  expect(rules.confusion!([graded]).counts).toEqual([
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 1],
  ])
  expect((await rules.truth({ file: 'a.jpg', label: 'knee' }, '', frame)).ok).toBe(false)
})

describe('outlines', () => {
  const maps = (probability: readonly (readonly number[])[]): Partial<ImageReading> => ({
    box: { left: 0, top: 0, right: 4, bottom: 2 },
    values: {},
    outlines: {
      rows: 1,
      columns: 2,
      names: ['vessels'],
      probability: probability.map((map) => Float32Array.from(map)),
      classes: new Uint8Array(2),
      shares: {},
    },
  })

  test('come back on the pixels of the picture, between points of the grid along a straight line', () => {
    const classes = classesOnPicture(reading(maps([[0, 1]])), picture, 0.5)
    expect([...classes]).toEqual([0, 0, 1, 1, 0, 0, 1, 1])
    const outside = reading({ ...maps([[1, 1]]), box: { left: 2, top: 0, right: 4, bottom: 2 } })
    expect([...classesOnPicture(outside, picture, 0.5)]).toEqual([0, 0, 1, 1, 0, 0, 1, 1])
  })

  test('vessels stand beside the second reader', () => {
    const rules = outlineRules(model(['vessels']))
    const mask = { ...picture, data: Uint8Array.of(0, 0, 1, 1, 0, 0, 1, 1) }
    const mask2 = { ...picture, data: Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1) }
    const graded = rules.grade({ mask, mask2, ratio: null }, reading(maps([[0, 1]])), picture)
    expect(rules.measures['dice:vessel']!([graded])).toBe(1)
    expect(rules.measures['dice:readers']!([graded])).toBeCloseTo((2 * 2) / (4 + 2), 9)
    expect(rules.measures['dice:vesselReader2']!([graded])).toBeCloseTo((2 * 2) / (4 + 2), 9)
  })
})

test('angles and ages are graded in their own units', () => {
  const spine = cobbRules(model(['cobb']))
  const curve = spine.grade(
    { degrees: 40, points: null },
    reading({ values: { cobb: 44 }, landmarks: [] }),
    picture,
  )
  expect(spine.measures['smape']!([curve])).toBeCloseTo((100 * 4) / 84, 9)
  expect(spine.measures['meanErrorDeg']!([curve])).toBe(4)
  expect(spine.isRight(curve)).toBe(true)
  const hand = valueRules(model(['bone-age']))
  const ages = [
    [60, 72],
    [160, 130],
  ].map(([truth, value]) => hand.grade(truth!, reading({ values: { 'bone-age': value! } }), picture))
  expect(hand.measures['meanErrorMonths']!(ages)).toBe(21)
  expect(hand.measures['meanErrorMonths:13 years and more']!(ages)).toBe(30)
})
