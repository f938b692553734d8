import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readEcgFiles } from '#contract/ecg/read.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { EcgTruth } from '#domain/ecg/simulator/simulate-ecg.ts'
import { isMeasured } from '#domain/measured.ts'
import { simulateEcgCommand } from './simulate.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function run(...args: string[]) {
  const said = { out: '', err: '' }
  const code = await simulateEcgCommand(args, {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  })
  return { code, ...said }
}

function readBack() {
  const files = readdirSync(folder).map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(join(folder, name))),
  }))
  return readEcgFiles(files)
}

describe('hinterland simulate ecg', () => {
  test.each(['wfdb', 'edf', 'csv'])(
    'writes %s that reads back with the rate of its truth',
    async (format) => {
      const args = ['--rhythm', 'af', '--seconds', '20', '--seed', '4', '--format', format, '--json']
      const { code, out } = await run('--out', join(folder, 'one'), ...args)
      expect(code).toBe(0)
      const { truth } = JSON.parse(out) as { truth: EcgTruth }
      const [result] = readBack()
      if (result === undefined || !result.outcome.ok) throw new Error('it could not be read back')
      const { tracing } = result.outcome.value
      const beats = truth.beats
      const expected = (60_000 * (beats.length - 1)) / (beats.at(-1)!.atMs - beats[0]!.atMs)
      const { rateBpm } = analyseEcg(tracing)
      expect(isMeasured(rateBpm) ? Math.abs(rateBpm.value - expected) : rateBpm).toBeLessThan(1)
      expect(tracing.leads.length).toBe(12)
      if (format === 'wfdb') {
        expect(tracing.annotations.filter((mark) => mark.symbol === 'N').length).toBe(beats.length)
      }
    },
  )

  test('without a flag says how it is used and returns 2', async () => {
    const { code, err, out } = await run()
    expect(code).toBe(2)
    expect(err).toContain('Usage: hinterland simulate ecg')
    expect(out).toBe('')
  })

  test.each([
    [['--rhythm', 'polka'], '--rhythm polka'],
    [['--rate', '1000'], '--rate 1000'],
    [['--seconds', 'x'], '--seconds x'],
    [['--leads', 'V9'], '--leads V9'],
    [['--format', 'pdf'], '--format pdf'],
    [['--loud'], '--loud'],
    [['--seconds', '3600', '--hz', '10000'], 'samples'],
  ])('%j is refused with its name and writes nothing', async (args, named) => {
    const { code, err } = await run('--out', join(folder, 'one'), ...args)
    expect(code).toBe(2)
    expect(err).toContain(named)
    expect(readdirSync(folder)).toEqual([])
  })

  test('a place where nothing can be written gives 1 and names it', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { code, err } = await run('--out', join(folder, 'file', 'one'))
    expect(code).toBe(1)
    expect(err).toContain('could not be written')
  })
})
