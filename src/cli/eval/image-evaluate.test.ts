import { existsSync } from 'node:fs'
import { appendFile, copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parsePackFigures } from '#contract/pack-figures.ts'
import { evalCommand } from '../eval.ts'
import { MODELS } from '../tree-reader.ts'
import type { ImageEvaluationJson } from './image-evaluation.ts'
import { figuresFile } from './image-figures-file.ts'

const SAMPLES = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'imaging', 'samples')
const SET = 'cxr_paediatric_pneumonia_128'
const PACK = 'chest-child-pneumonia'

let [films, others] = ['', '']
beforeAll(async () => {
  if (!existsSync(SAMPLES)) return
  films = await mkdtemp(join(tmpdir(), 'eval-images-'))
  others = await mkdtemp(join(tmpdir(), 'eval-others-'))
  await lay(films, (name) => name.startsWith(SET))
  await lay(others, (name) => name.startsWith('ood_photographs'))
})
afterAll(async () => {
  for (const folder of [films, others]) if (folder) await rm(folder, { recursive: true })
})

/** Samples as a labelled folder: the label stands in the name. */
async function lay(folder: string, wanted: (name: string) => boolean): Promise<void> {
  const names = (await readdir(SAMPLES)).filter((name) => wanted(name) && name.endsWith('.jpg'))
  for (const name of names) await copyFile(join(SAMPLES, name), join(folder, name))
  const lines = names.map((name) => `${name},${name.split('__')[1]},${name}`)
  await writeFile(join(folder, 'labels.csv'), `file,label,patient\n${lines.join('\n')}\n`)
}

async function run(...args: string[]) {
  let [out, err] = ['', '']
  const code = await evalCommand(args, { out: (text) => (out += text), err: (text) => (err += text) })
  return { code, out, err }
}

describe.skipIf(!existsSync(SAMPLES) || !existsSync(join(MODELS, PACK, 'pack.json')))(
  'a pack that reads pictures',
  () => {
    test('prints the names of the design with intervals, refuses photographs, and tells of a file that is missing', async () => {
      const { code, out } = await run(PACK, films, '--json', '--others', others)
      expect(code).toBe(0)
      const json = JSON.parse(out) as ImageEvaluationJson
      expect(json).toMatchObject({ pack: PACK, engine: 'ort-wasm', count: 6, people: 6, failures: [] })
      for (const name of ['auc', 'auc:pneumonia', 'auc:bacteria-virus', 'sensitivity', 'aucKept70'])
        expect(json.metrics[name], name).toMatchObject({ value: expect.any(Number) as number })
      const [photographs] = json.others
      expect(photographs!.count).toBeGreaterThan(0)
      expect(photographs!.refused).toBe(photographs!.count)
      expect(parsePackFigures(JSON.stringify(figuresFile(json, 'Six films.')))).toMatchObject({
        ok: true,
        value: { count: 6, population: 'Six films.' },
      })
    }, 30_000)

    test('a file that is not there is a failure with its name, and the others are graded', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'eval-missing-'))
      await lay(folder, (name) => name.startsWith(`${SET}__normal`))
      await appendFile(join(folder, 'labels.csv'), 'gone.jpg,virus,x\n')
      const { code, err } = await run(PACK, folder)
      expect(code).toBe(1)
      expect(err).toContain('gone.jpg')
      await rm(folder, { recursive: true })
    }, 30_000)
  },
)

test('words that are no options are answered with the usage', async () => {
  const { code, err } = await run(PACK, 'somewhere', '--no-such-thing')
  expect(code).toBe(2)
  expect(err).toContain('--others DIR')
})
