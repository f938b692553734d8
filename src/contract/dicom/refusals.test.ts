import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const HERE = new URL('./', import.meta.url)
const MESSAGES = new URL('../../ui/messages/', import.meta.url)
const sources = readdirSync(HERE)
  .filter((name) => name.endsWith('.ts') && !/\.test(?:ing)?\.ts$/.test(name))
  .map((name) => readFileSync(new URL(name, HERE), 'utf8'))
  .join('\n')
const keyOf = (code: string): string => code.replaceAll('-', '_')
const wordsOf = (file: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(new URL(file, MESSAGES), 'utf8')) as Record<string, string>

test.each(['en', 'zh-CN'])('every refusal and every warning has its words (%s)', (language) => {
  const refusals = [...sources.matchAll(/bad\(\s*'([a-z-]+)'/g)].map(([, code]) => code!)
  const warnings = [...sources.matchAll(/code: '([a-z-]+)'/g)].map(([, code]) => code!)
  expect(refusals.length).toBeGreaterThan(8)
  expect(warnings.length).toBeGreaterThan(8)
  const problems = wordsOf(`problems.${language}.json`)
  const film = wordsOf(`film.${language}.json`)
  const wanted = [
    ...refusals.flatMap((code) => [`problem_${keyOf(code)}`, `cure_${keyOf(code)}`]),
    ...warnings.map((code) => `image_warning_${keyOf(code)}`),
  ]
  expect(wanted.filter((key) => !(key in problems) && !(key in film))).toEqual([])
})
