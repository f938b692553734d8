import { proxy } from 'comlink'
import { afterEach, expect, test } from 'vitest'
import { PICTURE_KINDS } from '#domain/imaging/kinds.ts'
import { bad, good } from '#domain/problem.ts'
import type { Tensors } from '#inference/runtime.ts'
import { version } from '../../../models/image-intake/pack.json'
import type { RunPack } from './film-asking.ts'
import { ctSlice, treeFilmWorker } from './film-intake.fixture.ts'

const INTAKE = { id: 'image-intake', version }

let worker: ReturnType<typeof treeFilmWorker>
afterEach(() => worker.close())

/** What packs say of a slice that the worker holds, their networks run by `run`. */
async function saidOf(instance: string, run: RunPack, packs = [INTAKE]) {
  worker = treeFilmWorker()
  await worker.remote.takeBytes([{ name: 'slice', bytes: ctSlice({ number: 1, columns: 200 }) }])
  const asked = { instance, frame: 0, asked: { ageYears: null, sex: null, point: null } }
  return worker.remote.claims(packs, asked, proxy(run))
}

function answered(outputs: Tensors): Awaited<ReturnType<RunPack>> {
  return good({ outputs: [outputs], durationMs: 3, engine: 'ort-wasm', device: '1 thread' })
}

const NOTHING_SEEN: Tensors = {
  logits: { shape: [1, PICTURE_KINDS.length], data: new Float32Array(PICTURE_KINDS.length) },
  features: { shape: [1, 32], data: new Float32Array(32) },
}

test('the picture is prepared in the worker; where its network is run hears of the tensor alone', async () => {
  const heard: string[] = []
  const said = await saidOf('1.2.1.1.1', async ({ id }, [inputs]) => {
    heard.push(`${id} ${inputs!['image']!.shape.join('x')} of ${inputs!['image']!.data.length}`)
    return answered(NOTHING_SEEN)
  })
  expect(heard).toEqual(['image-intake 1x3x96x96 of 27648'])
  expect(said.ok && said.value.packs).toMatchObject([
    { pack: 'image-intake', instance: '1.2.1.1.1', refused: 'blank', run: { engine: 'ort-wasm' } },
  ])
})

test('a pack that could not be opened and one that could not be run are named with the reason', async () => {
  const said = await saidOf('1.2.1.1.1', async () => bad('no-engine', 'None.', 'None.'), [
    INTAKE,
    { id: 'chest-fields', version: '0.0.0' },
  ])
  expect(said).toMatchObject({
    ok: true,
    value: {
      packs: [],
      failed: [
        { pack: 'chest-fields', code: 'pack-not-this-one' },
        { pack: 'image-intake', code: 'no-engine' },
      ],
    },
  })
})

test('what ends a run ends the asking', async () => {
  const stopped = saidOf('1.2.1.1.1', async () => {
    throw new DOMException('stopped', 'AbortError')
  })
  await expect(stopped).rejects.toThrow('stopped')
})

test('a picture that is not open any more is said to be so', async () => {
  const said = await saidOf('1.2.3', async () => answered(NOTHING_SEEN))
  expect(said.ok ? '' : said.problem.code).toBe('film-not-open')
})
