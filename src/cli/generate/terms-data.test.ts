import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { compactJson } from './compact-json.ts'
import { termsData } from './terms-data.ts'

const SHARED = fileURLToPath(new URL('../../../../shared', import.meta.url))
const ROOT = new URL('../../../', import.meta.url)

test.skipIf(!existsSync(SHARED))('the committed terms are what the generator writes', () => {
  for (const { path, content } of termsData(SHARED)) {
    expect(readFileSync(new URL(path, ROOT), 'utf8') === compactJson(content), path).toBe(true)
  }
})

test.skipIf(!existsSync(SHARED))('nothing in them comes from the GPL list: no English but ours', () => {
  const ours = readFileSync(new URL('src/domain/terms/primary-care.tsv', ROOT), 'utf8')
  const icd10 = termsData(SHARED).find(({ path }) => path.endsWith('icd10.json'))!
  const english = (icd10.content['short'] as string[]).map((line) => line.split('\t')[3]!)
  expect(english.filter((label) => !ours.includes(label))).toEqual([])
  for (const level of ['categories', 'blocks', 'chapters']) {
    expect((icd10.content[level] as string[]).every((line) => line.split('\t').length === 3)).toBe(true)
  }
})
