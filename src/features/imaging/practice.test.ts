import { expect, test } from 'vitest'
import { makePhantom } from '#contract/dicom/phantom-files.ts'
import { treeFilmWorker } from '#data/imaging/film-intake.fixture.ts'
import { PHANTOMS } from '#domain/imaging/phantoms/names.ts'
import { isPracticeKept, isPracticeStudy } from './practice.ts'
import { stackOf } from './stack.ts'

test.each(PHANTOMS)(
  'the practice study %s opens like any other, is seen, and is known as nobody’s',
  async (name) => {
    const { remote, close } = treeFilmWorker()
    const { files } = await makePhantom(name, 1, { size: 'small' })
    const { outcome } = await remote.takeBytes(files)
    if (!outcome.ok) throw new Error(outcome.problem.message)
    const study = outcome.value
    expect(isPracticeStudy(study) || isPracticeKept(files)).toBe(true)
    for (const series of study.series) {
      const [first] = stackOf(series)
      const frame = await remote.frame(first!.instance.id, first!.index)
      expect(frame.ok && new Set(frame.value.pixels).size, series.description).toBeGreaterThan(8)
    }
    close()
  },
)

test('a study of somebody is not', () => {
  const person = { names: ['Li^Si'], id: '4711', birthDate: null, sex: null, ageYears: null }
  expect(isPracticeStudy({ person, institution: 'County hospital' })).toBe(false)
  expect(isPracticeKept([{ name: 'IMG_0001.png' }])).toBe(false)
})
