import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createRosterReader } from './roster-reader.ts'

const TODAY = '2026-11-21'
const blob = (content: string) => new Blob([content])
const fixture = (name: string) =>
  new Blob([readFileSync(new URL(`./fixtures/${name}`, import.meta.url)) as Uint8Array<ArrayBuffer>])

test('a list is opened, checked and forgotten', async () => {
  const reader = createRosterReader()
  const opened = await reader.open(fixture('pupils-openpyxl.xlsx'), { sheet: '学生' }, TODAY)
  if (!opened.ok || opened.value.is !== 'list') throw new Error('no list')
  const { guessed, rowCount, sample } = opened.value
  expect([rowCount, sample.length]).toEqual([3, 3])
  const checked = await reader.check(guessed.mapping, TODAY)
  expect(
    checked.ok && checked.value.people.map(({ row, person }) => [row, person.identity.birthDate]),
  ).toEqual([
    [3, '2015-03-01'],
    [4, '2014-12-31'],
    [5, '2015-07-09'],
  ])
  expect(checked.ok && checked.value.people[2]!.person.contact.className).toBe('4-1')
  await reader.close()
  expect(await reader.check(guessed.mapping, TODAY)).toMatchObject({ problem: { code: 'roster-no-list' } })
})

test('a bundle is told from a list by its first sign, whatever it is called', async () => {
  const reader = createRosterReader()
  const patient = '\ufeff\n {"resourceType": "Patient", "id": "1", "name": [{"text": "王小明"}]}'
  const opened = await reader.open(blob(patient), {}, TODAY)
  expect(opened).toMatchObject({
    value: { is: 'bundle', bundle: { persons: [{ person: { identity: { name: '王小明' } } }] } },
  })
  expect(await reader.open(blob('姓名\n{王小明}'), {}, TODAY)).toMatchObject({ value: { is: 'list' } })
  expect(await reader.open(blob('{"resourceType": '), {}, TODAY)).toMatchObject({
    problem: { code: 'fhir-not-json' },
  })
})

test('another encoding that does not fit leaves the list as it was', async () => {
  const reader = createRosterReader()
  const gbk = fixture('pupils-gbk.csv')
  await reader.open(gbk, {}, TODAY)
  expect((await reader.open(gbk, { encoding: 'utf-8' }, TODAY)).ok).toBe(false)
  const checked = await reader.check({ name: 0 }, TODAY)
  expect(checked.ok && checked.value.people[0]!.person.identity.name).toBe('欧阳小兰')
})
