import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { analyseEcg } from '../analyse.ts'
import { NO_CLAIMS } from '../claims.ts'
import { STANDARD_LEADS } from '../tracing.ts'
import { interpret } from './interpret.ts'
const name = process.argv[2]!
const { fs, n, rows } = JSON.parse(readFileSync(`/work/rules/sets/${name}.json`, 'utf8'))
const all = new Float32Array(readFileSync(`/work/rules/sets/${name}.f32`).buffer.slice(0))
mkdirSync(`/work/rules/cache/${name}`, { recursive: true })
const out: string[] = []
let spent = 0
rows.forEach((row: any, i: number) => {
  const leads = STANDARD_LEADS.map((lead, l) => ({
    name: lead,
    standard: lead,
    samplesMv: all.slice((i * 12 + l) * n, (i * 12 + l + 1) * n),
  }))
  const tracing = { sampleRateHz: fs, leads, annotations: [], startedAt: null, warnings: [] }
  const path = `/work/rules/cache/${name}/${i}`
  let analysis: any
  if (existsSync(path)) analysis = deserialize(readFileSync(path))
  else {
    analysis = analyseEcg(tracing as any)
    writeFileSync(path, serialize(analysis))
  }
  const age = parseFloat(row.age)
  const person = {
    sex: /^(F|f|1)/.test(row.sex) ? 'female' : /^(M|m|0)/.test(row.sex) ? 'male' : null,
    ageDays: Number.isFinite(age) ? age * 365.25 : null,
  }
  const t0 = performance.now()
  const r = interpret({ tracing, analysis, figures: analysis, claims: NO_CLAIMS, person } as any)
  spent += performance.now() - t0
  out.push(
    JSON.stringify({
      ...row,
      conclusion: r.conclusion,
      st: r.statements.map((s) => [s.rule, s.certainty, s.weight, s.leads, s.modifiers]),
      na: r.notAssessable.map((x) => [x.rule, x.reasons]),
      fig: Object.fromEntries(
        ['prMs', 'qrsMs', 'qrsAxisDeg', 'pAxisDeg', 'qtcFridericiaMs', 'sokolowLyonMv', 'cornellMv'].map(
          (k) => [k, analysis.measurements[k].value ?? analysis.measurements[k].notMeasurable],
        ),
      ),
      rate: analysis.rateBpm.value,
      reg: analysis.rhythmRegularity.value,
    }),
  )
})
writeFileSync(`/work/rules/${name}.jsonl`, out.join('\n'))
console.log(name, rows.length, (spent / rows.length).toFixed(2), 'ms each')
