import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as ort from 'onnxruntime-web/wasm'
import { expect, test } from 'vitest'
import type { PackManifest } from '#contract/pack.ts'
import { createRandom } from '#domain/random.ts'
import { runGolden } from '../golden.ts'
import { createOrtRuntime } from '../ort/runtime.ts'
import { ProblemError } from '../problem-error.ts'
import { sessionReader } from '../reader.ts'
import { openPack } from '../registry.ts'
import { treeFiles } from '../tree-files.ts'
import { filmClaims } from './film-claims.ts'
import { isImageTask, openImageModel } from './image-model.ts'
import type { PackPicture } from './picture.ts'

const MODELS = join(import.meta.dirname, '..', '..', '..', 'models')
const packs = readdirSync(MODELS)
  .map((id) => join(MODELS, id, 'pack.json'))
  .filter((path) => existsSync(path))
  .map((path) => JSON.parse(readFileSync(path, 'utf8')) as PackManifest)
  .filter(({ task }) => isImageTask(task))

const SIDE = 200

function picture(
  grey: (x: number, y: number) => number,
  point: PackPicture['point'] = { x: 100, y: 100 },
): PackPicture {
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => grey(at % SIDE, Math.floor(at / SIDE)))
  return { width: SIDE, height: SIDE, channels: 1, data, pixelAspect: 1, ageYears: null, sex: null, point }
}

const random = createRandom(11)
const NOTHING_SEEN = {
  black: picture(() => 0),
  white: picture(() => 255),
  grey: picture(() => 128),
  noise: picture(() => Math.floor(256 * random.uniform())),
  stripes: picture((x) => (x % 16 < 8 ? 30 : 220)),
  text: picture((x, y) => (y % 14 < 9 && (x * 7 + (y >> 1) * 13) % 11 < 4 ? 20 : 250)),
} as const

async function opened({ id, version }: PackManifest) {
  const pack = await openPack(treeFiles, id, version)
  if (!pack.ok) throw new ProblemError(pack.problem)
  const model = await openImageModel(pack.value)
  if (!model.ok) throw new ProblemError(model.problem)
  const runtime = createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false })
  const session = await runtime.load(pack.value, 'ort-wasm')
  return { pack: pack.value, session, reader: sessionReader(model.value, session) }
}

const all = packs.map((manifest) => ({ ...manifest, opening: opened(manifest) }))
const sources = all.map(({ id, version, opening }) => ({
  pack: id,
  version,
  open: async () => (await opening).reader,
}))

test.each(all)('$id opens, and gives what it gave when it was sealed', async ({ opening }) => {
  const { pack, session, reader } = await opening
  expect(await runGolden(session, pack)).toMatchObject({ ok: true, value: { ok: true } })
  expect(reader.model.gate.kinds.length > 0).toBe(reader.model.task !== 'image-kind')
})

test.each(Object.entries(NOTHING_SEEN))('no pack says anything of a %s picture', async (_, nothing) => {
  const { packs: claims } = await filmClaims(sources, [{ instance: 'a', frame: 0, picture: nothing }])
  const spoke = claims.filter(({ refused, kindSeen }) => refused === null && kindSeen === undefined)
  expect(spoke).toEqual([])
})
