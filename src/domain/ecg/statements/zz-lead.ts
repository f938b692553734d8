import { readFileSync } from 'node:fs'
import { deserialize } from 'node:v8'
const [set, id, ...leads] = process.argv.slice(2)
const { rows } = JSON.parse(readFileSync(`/work/rules/sets/${set}.json`, 'utf8'))
const i = rows.findIndex((r: any) => r.id === id)
const a: any = deserialize(readFileSync(`/work/rules/cache/${set}/${i}`))
const v = (m: any) =>
  m === null
    ? null
    : typeof m === 'number'
      ? m.toFixed(2)
      : 'value' in m
        ? +m.value.toFixed(2)
        : m.notMeasurable
for (const l of leads) {
  const m = a.leadMeasurements.find((x: any) => x.lead === l)
  console.log(
    id,
    l,
    Object.fromEntries(
      Object.entries(m)
        .filter(([k]) => k !== 'lead')
        .map(([k, x]) => [k, v(x)]),
    ),
  )
}
