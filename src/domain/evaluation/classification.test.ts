import { describe, expect, test } from 'vitest'
import { areaUnderCurve, classFigures, confusionMatrix, meanF1 } from './classification.ts'

describe('the five numbers of a class', () => {
  // 100 people, 20 ill: 15 found, 5 missed, 8 false alarms.
  const confusion = [
    [15, 5],
    [8, 72],
  ]
  test('are those of the worked fourfold table', () => {
    const ill = classFigures(confusion, 0)
    expect(ill).toMatchObject({
      count: 20,
      sensitivity: 15 / 20,
      specificity: 72 / 80,
      ppv: 15 / 23,
      npv: 72 / 77,
    })
    expect(ill.f1).toBeCloseTo(30 / 43, 12)
  })

  test('are null where nothing can be counted', () => {
    expect(
      classFigures(
        [
          [5, 0],
          [0, 0],
        ],
        1,
      ),
    ).toMatchObject({ count: 0, sensitivity: null, ppv: null, f1: null, specificity: 1 })
  })
})

test('mean F1 is the macro F1 of the scikit-learn documentation', () => {
  // sklearn.metrics.f1_score([0,1,2,0,1,2], [0,2,1,0,0,1], average='macro') = 0.26666…
  const pairs: [number, number][] = [
    [0, 0],
    [1, 2],
    [2, 1],
    [0, 0],
    [1, 0],
    [2, 1],
  ]
  expect(meanF1(confusionMatrix(pairs, 3), [0, 1, 2])).toBeCloseTo(0.26666667, 8)
})

describe('area under the ROC curve', () => {
  test('is that of the scikit-learn documentation', () => {
    // sklearn.metrics.roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) = 0.75
    expect(areaUnderCurve([0.1, 0.4, 0.35, 0.8], [false, false, true, true])).toBe(0.75)
  })
  test('counts a tie as half', () => {
    expect(areaUnderCurve([0.5, 0.5, 0.9], [false, true, true])).toBe(0.75)
  })
  test('is nothing where one of the groups is empty', () => {
    expect(areaUnderCurve([0.1, 0.9], [true, true])).toBeNull()
  })
  test('of scores that say nothing is a half', () => {
    expect(
      areaUnderCurve(
        Array<number>(50).fill(1),
        Array.from({ length: 50 }, (_, i) => i % 3 === 0),
      ),
    ).toBe(0.5)
  })
})
