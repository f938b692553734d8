import { analyseEcg } from '../analyse.ts'
import { NO_CLAIMS } from '../claims.ts'
import { interpret } from './interpret.ts'
import { TOUR, tracingOf } from './tour.fixture.ts'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
mkdirSync('/work/rules/cache/tour', { recursive: true })
const only = process.argv[2]
for (const stop of TOUR) {
  if (only && !stop.name.includes(only)) continue
  const tracing = tracingOf(stop)
  const a = analyseEcg(tracing)
  const t0 = process.cpuUsage()
  const r = interpret({
    tracing,
    analysis: a,
    figures: a,
    claims: NO_CLAIMS,
    person: { sex: stop.sex ?? 'male', ageDays: (stop.ageYears ?? 50) * 365.25 + 10 },
  })
  const cpu = process.cpuUsage(t0).user / 1000
  const got = r.statements.filter((s) => s.weight !== 'note' || stop.says.includes(s.rule)).map((s) => s.rule)
  const missing = stop.says.filter((x) => !got.includes(x)),
    extra = got.filter((x) => !stop.says.includes(x) && !(stop.mayAlso ?? []).includes(x))
  const ok = missing.length === 0 && extra.length === 0 && r.conclusion === stop.conclusion
  console.log(
    ok ? 'ok ' : 'BAD',
    stop.name,
    '|',
    r.conclusion,
    '|',
    r.statements
      .map(
        (s) =>
          `${s.rule}:${s.certainty.slice(0, 2)}${s.modifiers.length ? '+' + s.modifiers : ''}${s.leads.length ? '[' + s.leads + ']' : ''}`,
      )
      .join(' '),
    ok ? '' : `| missing ${missing} extra ${extra} want ${stop.conclusion}`,
    cpu.toFixed(1),
  )
  if (!ok && only) {
    const v = (m: any) =>
      m === null
        ? null
        : typeof m === 'number'
          ? +m.toFixed(2)
          : 'value' in m
            ? +m.value.toFixed(2)
            : m.notMeasurable
    console.log(
      Object.fromEntries(Object.entries(a.measurements).map(([k, m]) => [k, v(m)])),
      'rate',
      v(a.rateBpm),
      'p',
      a.delineation?.beats
        .map((b) => (b.p ? Math.round((b.qrs?.onsetMs ?? 0) - (b.p.onsetMs ?? 0)) : '-'))
        .join(' '),
      'lonely',
      a.delineation?.lonelyP[1]!.map((w) => Math.round(w.onsetMs ?? 0)).join(' '),
      'beats',
      a.beats.map((b) => Math.round(b.atMs)).join(' '),
    )
    for (const m of a.leadMeasurements)
      console.log(
        m.lead,
        Object.entries(m)
          .filter(([k]) => k !== 'lead')
          .map(([k, x]) => `${k}=${v(x)}`)
          .join(' '),
      )
    console.log('NA', r.notAssessable.map((n) => `${n.rule}(${n.reasons})`).join(' '))
  }
}
