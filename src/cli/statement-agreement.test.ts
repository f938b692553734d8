import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openNpz } from './npz.ts'
import { ZigzagSignals } from './npz/zigzag.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { NO_CLAIMS } from '#domain/ecg/claims.ts'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'
import { interpret } from '#domain/ecg/statements/interpret.ts'

/**
 * Statements, rules alone, against the diagnoses of LUDB (its development half). `AGREEMENT=all` takes all records;
 * `--reporter=verbose` prints the
 * table. The rules were looked over with this set in view, so these are figures of development, not of proof.
 */
const LUDB = new URL('../../../shared/data/ecg/ludb_half.npz', import.meta.url).pathname
const EVERY = process.env['AGREEMENT'] === 'all' ? 1 : 12

const QUESTIONS: readonly {
  readonly name: string
  readonly said: RegExp
  readonly rules: readonly string[]
}[] = [
  {
    name: 'sinus rhythm',
    said: /Rhythm: (Sinus|Irregular sinus)/,
    rules: ['sinus-rhythm', 'sinus-bradycardia', 'sinus-tachycardia'],
  },
  { name: 'atrial fibrillation', said: /Atrial fibrillation/, rules: ['atrial-fibrillation'] },
  { name: 'right bundle-branch block', said: /Complete right bundle/, rules: ['right-bundle-branch-block'] },
  { name: 'first-degree AV block', said: /I degree AV block/, rules: ['prolonged-pr'] },
  {
    name: 'ventricular extrasystole',
    said: /Ventricular extrasystole/,
    rules: ['ventricular-premature-complexes'],
  },
  { name: 'atrial extrasystole', said: /Atrial extrasystole/, rules: ['atrial-premature-complexes'] },
  {
    name: 'left ventricular hypertrophy',
    said: /Left ventricular (hypertrophy|overload)/,
    rules: ['left-ventricular-hypertrophy'],
  },
]

test.skipIf(!existsSync(LUDB))('rules alone against the readers of LUDB', { timeout: 120_000 }, async () => {
  const npz = await openNpz(LUDB)
  const diagnosis = npz.texts('diagnosis')
  const [sex, age] = [npz.texts('sex'), npz.texts('age')]
  const signals = new ZigzagSignals(npz)
  const [, leadCount, sampleCount] = signals.shape as [number, number, number]
  const rows = diagnosis.flatMap((text, i) => {
    if (i % EVERY !== 0) return []
    const leads = STANDARD_LEADS.map((name, l) => ({
      name,
      standard: name,
      samplesMv: signals.millivolts((i * leadCount + l) * sampleCount, sampleCount),
    }))
    const tracing: Tracing = { sampleRateHz: 500, leads, annotations: [], startedAt: null, warnings: [] }
    const analysis = analyseEcg(tracing)
    const person = {
      sex: sex[i] === 'M' ? ('male' as const) : ('female' as const),
      ageDays: Number.isFinite(Number(age[i])) ? Number(age[i]) * 365.25 : null,
    }
    const { statements } = interpret({ tracing, analysis, figures: analysis, claims: NO_CLAIMS, person })
    return [{ text, said: statements.map(({ rule }) => rule) }]
  })
  for (const { name, said, rules } of QUESTIONS) {
    const cell = (there: boolean, found: boolean) =>
      rows.filter(
        (row) => said.test(row.text) === there && row.said.some((rule) => rules.includes(rule)) === found,
      ).length
    const [tp, fn, fp, tn] = [cell(true, true), cell(true, false), cell(false, true), cell(false, false)]
    process.stdout.write(`${name}: found ${tp} of ${tp + fn}, wrongly ${fp} of ${fp + tn}\n`)
  }
  const calledFibrillation = rows.filter(
    ({ text, said }) => /Rhythm: Sinus rhythm/.test(text) && said.includes('atrial-fibrillation'),
  )
  expect(calledFibrillation).toEqual([])
  expect(rows.length).toBeGreaterThanOrEqual(8)
})
