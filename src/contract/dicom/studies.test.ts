import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Described } from './describe.ts'
import { describe as describedOf } from './describe.ts'
import { CT, imageOf, opened, tags, type Written } from './fixtures.testing.ts'
import { describedPicture, groupIntoStudies } from './studies.ts'

async function picture(file: string, instance: string, values: Written = {}): Promise<Described> {
  const object = await opened(imageOf({ SOPInstanceUID: instance, ...values }, {}, CT))
  const described = describedOf({ ...object, file })
  return described.ok ? described.value : expect.unreachable(described.problem.message)
}

const slice = (n: number, mm: number, number = n): Promise<Described> =>
  picture(`CT/IM${n}`, `2.25.${100 + n}`, {
    Modality: 'CT',
    InstanceNumber: String(number),
    ImagePositionPatient: `0\\0\\${mm}`,
    ImageOrientationPatient: '1\\0\\0\\0\\1\\0',
    PixelSpacing: '1\\1',
  })

const namesOf = (described: readonly Described[]): (string | undefined)[] =>
  groupIntoStudies(described)[0]!.series[0]!.instances.map(({ id }) => id)

describe('what was opened together', () => {
  test('slices by their place, whatever their numbers and the order they came in', async () => {
    const slices = await Promise.all([slice(1, 0, 7), slice(2, 3, 5), slice(3, 6, 6), slice(4, 9, 2)])
    const inOrder = namesOf(slices)
    const places = inOrder.map((id) => Number(id!.split('.')[2]) - 100)
    expect([places, [...places].reverse()]).toContainEqual([1, 2, 3, 4])
    fc.assert(
      fc.property(fc.shuffledSubarray(slices, { minLength: 4 }), (shuffled) => {
        expect(namesOf(shuffled)).toEqual(inOrder)
      }),
    )
  })

  test('a slice that is missing is told', async () => {
    const slices = await Promise.all([slice(1, 0), slice(2, 3), slice(3, 6), slice(5, 12), slice(6, 15)])
    const [study] = groupIntoStudies(slices)
    expect(study!.series[0]!.warnings).toContainEqual({ code: 'slices-missing', details: { count: 1 } })
  })

  test('without places by number, without numbers by name as people count', async () => {
    const numbered = await Promise.all([
      picture('c', '2.25.13', { InstanceNumber: '3' }),
      picture('a', '2.25.12', { InstanceNumber: '2' }),
      picture('b', '2.25.14'),
    ])
    expect(namesOf(numbered)).toEqual(['2.25.12', '2.25.13', '2.25.14'])
    const named = await Promise.all([
      picture('IM10', '2.25.12'),
      picture('IM9', '2.25.11'),
      picture('IM', '2.25.10'),
    ])
    expect(namesOf(named)).toEqual(['2.25.10', '2.25.11', '2.25.12'])
  })

  test('studies and series by their UIDs; newest study first, series by number', async () => {
    const studies = groupIntoStudies([
      await picture('1', '2.25.11', {
        StudyInstanceUID: '2.25.50',
        StudyDate: '20250101',
        SeriesNumber: '2',
      }),
      await picture('2', '2.25.12', { StudyInstanceUID: '2.25.51', StudyDate: '20260101' }),
      await picture('3', '2.25.13', {
        StudyInstanceUID: '2.25.50',
        SeriesInstanceUID: '2.25.60',
        SeriesNumber: '1',
        StudyDescription: 'Chest',
      }),
    ])
    expect(studies.map(({ id, startedAt }) => [id, startedAt])).toEqual([
      ['2.25.51', '2026-01-01'],
      ['2.25.50', '2025-01-01'],
    ])
    expect(studies[1]!.description).toBe('Chest')
    expect(studies[1]!.series.map(({ number }) => number)).toEqual([1, 2])
  })

  test('the same object twice counts once, and is named', async () => {
    const [study] = groupIntoStudies([await picture('CD/A', '2.25.11'), await picture('copy/A2', '2.25.11')])
    expect(study!.series[0]!.instances).toHaveLength(1)
    expect(study!.warnings).toEqual([{ code: 'files-twice', details: { count: 1, names: 'A2' } }])
  })

  test('two people in one study are told', async () => {
    const [study] = groupIntoStudies([
      await picture('1', '2.25.11', { PatientName: 'Li^Na', PatientID: '1' }),
      await picture('2', '2.25.12', { PatientName: 'Wang^Wu', PatientID: '2' }),
      await picture('3', '2.25.13'),
    ])
    expect(study!.warnings).toEqual([{ code: 'persons-differ', details: { count: 2 } }])
    expect(study!.person.names).toEqual(['Li Na'])
  })

  test('one person, written once with a number and once without, is one', async () => {
    const [study] = groupIntoStudies([
      await picture('1', '2.25.11', { PatientName: 'Li^Na=李^娜', PatientID: '1' }),
      await picture('2', '2.25.12', { PatientName: 'LI^NA' }),
      await picture('3', '2.25.13', { PatientID: '1' }),
    ])
    expect(study!.warnings).toEqual([])
  })

  test('photographs without any study are one study of those files', async () => {
    const { instance } = (await picture('x', '2.25.11')) as Described & { instance: never }
    const photo = (id: string): Described =>
      describedPicture(`${id}.jpg`, { ...(instance as object), id: `sha256:${id}`, modality: 'XC' } as never)
    const studies = groupIntoStudies([photo('aa'), photo('bb')])
    expect(studies).toMatchObject([{ id: 'files:aa', startedAt: null, series: [{ modality: 'XC' }] }])
    expect(studies[0]!.series[0]!.instances).toHaveLength(2)
  })

  test('documents lie beside the pictures', async () => {
    const report = describedOf(
      await opened(
        imageOf({ Modality: 'SR', SOPInstanceUID: '2.25.9' }, {}, '1.2.840.10008.5.1.4.1.1.88.11'),
      ),
    )
    const [study] = groupIntoStudies([
      await picture('1', '2.25.11'),
      report.ok ? report.value : expect.unreachable(),
    ])
    expect(study).toMatchObject({ documents: [{ kind: 'report', id: '2.25.9' }], series: [{ id: '2.25.2' }] })
  })

  test('what the CD lists and nobody opened is counted, for this study alone', async () => {
    const records = [
      { type: 'STUDY', path: null },
      { type: 'IMAGE', path: 'CT/IM1' },
      { type: 'IMAGE', path: 'CT/IM2' },
      { type: 'IMAGE', path: 'CT/IM3' },
      { type: 'STUDY', path: null },
      { type: 'IMAGE', path: 'OTHER/IM1' },
    ]
    const [study] = groupIntoStudies(
      [await picture('cd/ct/im1;1', '2.25.11')],
      [{ file: 'cd/DICOMDIR', records }],
    )
    expect(study!.warnings).toEqual([{ code: 'directory-files-missing', details: { count: 2 } }])
  })

  test('both sides in one series leave the side to each picture', async () => {
    const sides = await Promise.all([
      picture('1', '2.25.11', { ImageLaterality: 'L' }),
      picture('2', '2.25.12', { ImageLaterality: 'R' }),
    ])
    expect(groupIntoStudies(sides)[0]!.series[0]!.laterality).toBeNull()
    expect(groupIntoStudies(sides.slice(0, 1))[0]!.series[0]!.laterality).toBe('left')
  })
})

test('a study of nothing is none', () => {
  expect(groupIntoStudies([])).toEqual([])
  expect(tags({ Rows: 1 })).toEqual([{ tag: 0x00280010, vr: 'US', value: 1 }])
})
