import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/** Every code that a person can meet has words in both languages. */
const LANGUAGES = ['zh-CN', 'en'] as const

function messages(language: string): Record<string, string> {
  const files = globSync(`src/ui/messages/*.${language}.json`)
  return Object.assign(
    {},
    ...files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as object),
  ) as Record<string, string>
}

function source(pattern: string): string {
  return globSync(pattern)
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
}

/** `bad('code', …)` and `problem('code', …)`, however it is wrapped. */
function problemCodes(): string[] {
  const text = ['domain', 'contract', 'inference', 'data', 'features']
    .map((floor) => source(`src/${floor}/**/*.ts`))
    .join('\n')
  return [
    ...new Set(
      [...text.matchAll(/\b(?:bad|schemaProblem|caught)\(\s*'([a-z0-9-]+)'/g)].map((match) => match[1]!),
    ),
  ]
}

function unionMembers(file: string, type: string): string[] {
  const body = new RegExp(`${type}\\s*=?([^]*?)(\\n\\n|$)`).exec(readFileSync(file, 'utf8'))?.[1] ?? ''
  return [...body.matchAll(/'([a-z0-9-]+)'/g)].map((match) => match[1]!)
}

const key = (prefix: string, code: string) => `${prefix}_${code.replaceAll('-', '_')}`

describe.each(LANGUAGES)('in %s', (language) => {
  const words = messages(language)
  const missing = (prefix: string, codes: readonly string[]) =>
    codes.filter((code) => !words[key(prefix, code)])

  test('every problem has a sentence and a cure', () => {
    const codes = problemCodes()
    expect(codes.length).toBeGreaterThan(30)
    expect(missing('problem', codes)).toEqual([])
    expect(missing('cure', codes)).toEqual([])
  })

  test('every reason why a number cannot be given has words', () => {
    const reasons = unionMembers('src/domain/measured.ts', 'type Reason')
    expect(reasons.length).toBeGreaterThan(5)
    expect(missing('reason', reasons)).toEqual([])
  })

  test('every warning on a tracing has words', () => {
    const warnings = unionMembers('src/domain/ecg/tracing.ts', 'readonly code')
    expect(warnings.length).toBeGreaterThan(5)
    expect(missing('warning', warnings)).toEqual([])
  })

  test('every reason of the gate has words', () => {
    const reasons = [
      ...unionMembers('src/inference/gate.ts', 'type GateReason'),
      ...unionMembers('src/inference/preprocess/ecg-1lead.ts', 'type PreprocessRefusal'),
    ]
    expect(reasons.length).toBeGreaterThan(8)
    expect(missing('gate', reasons)).toEqual([])
  })

  test('every reason for or against an engine has words', () => {
    expect(
      missing('engine_reason', unionMembers('src/inference/engine-order.ts', 'type EngineReason')),
    ).toEqual([])
  })

  test('both languages say the same things', () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(messages('en')).sort())
  })
})
