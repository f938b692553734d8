import { RULES } from './rules.ts'
import { CONTRADICTIONS } from './contradictions.ts'
const inputs = new Set<string>(),
  caveats = new Set<string>(),
  mods = new Set<number>()
const walk = (c: any): void => {
  if ('input' in c) inputs.add(c.input)
  else if ('all' in c) c.all.forEach(walk)
  else if ('of' in c) c.of.forEach(walk)
  else if ('not' in c) walk(c.not)
  else if ('ifTold' in c) walk(c.ifTold)
  else if ('where' in c) walk(c.where)
}
for (const r of RULES as any) {
  walk(r.when)
  for (const k of ['raised', 'lowered', 'weighs', 'modifiers', 'caveats'])
    for (const x of r[k] ?? []) {
      if (x.when) walk(x.when)
      if (x.caveat) caveats.add(x.caveat)
      if (k === 'modifiers') mods.add(x.code)
    }
}
for (const c of CONTRADICTIONS) for (const s of c.sides) walk(s.when)
console.log(
  [...new Set([...inputs].map((i) => i.replace(/^(\*|-?aVR|I|II|III|aVL|aVF|V\d)\./, 'L.')))]
    .sort()
    .join(' '),
)
console.log([...caveats].sort().join(' '))
console.log([...mods].sort().join(' '))
console.log(RULES.map((r) => `${r.rule}:${r.code}`).join(' '))
console.log(CONTRADICTIONS.map((c) => c.name + ':' + c.sides.map((s) => s.says)).join(' '))
import { writeFileSync } from 'node:fs'
const madeRules = new Set<string>()
const w2 = (c: any): void => {
  if ('rule' in c) madeRules.add(c.rule)
  else if ('all' in c) c.all.forEach(w2)
  else if ('of' in c) c.of.forEach(w2)
  else if ('not' in c) w2(c.not)
  else if ('ifTold' in c) w2(c.ifTold)
  else if ('where' in c) w2(c.where)
}
for (const r of RULES as any) {
  w2(r.when)
  for (const k of ['raised', 'lowered', 'weighs', 'modifiers', 'caveats'])
    for (const x of r[k] ?? []) if (x.when) w2(x.when)
}
writeFileSync(
  '/work/rules/asked.json',
  JSON.stringify({ made: [...madeRules], blocking: [...new Set(RULES.flatMap((r) => r.blockedBy ?? []))] }),
)
