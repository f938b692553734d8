import { expect, test } from 'vitest'
import { newPictureBench, pictureRows, withPictureOurs } from '#domain/imaging/picture-bench.ts'
import { nextOf, withRead } from '#domain/reading/bench-rounds.ts'
import { filmBenchCsv } from './film-bench-csv.ts'

test('the table tells a picture by its hash, holds both answers, what ours said, and which way it changed', () => {
  const source = { sha256: 'ab12', truth: '1', ageYears: 4, sex: null }
  const question = { column: 'pneumonia', answers: ['1', '0'] }
  let bench = newPictureBench([source], question, 3, '2026-11-22T00:00:00.000Z')
  for (let next = nextOf(bench); next !== null; next = nextOf(bench)) {
    const isAided = next.round === 'aided'
    const read = isAided ? { answer: '1', seconds: 5.5 } : { answer: '0', seconds: 12 }
    bench = withRead(bench, next.round, next.case.id, read)
    if (isAided)
      bench = withPictureOurs(bench, next.case.id, {
        findings: [{ pack: 'chest-child-pneumonia', label: 'pneumonia', score: 0.913, proposed: true }],
        values: [],
        refused: [{ pack: 'chest-fields', reason: 'kind' }],
      })
  }
  const [, line] = filmBenchCsv(bench, pictureRows(bench)).replace('\ufeff', '').trim().split('\r\n')
  expect(line).toBe(
    '1,ab12,pneumonia,1,0,12,1,5.5,chest-child-pneumonia pneumonia 0.913 proposed,,chest-fields kind,0,1,better',
  )
})
