import { describe, expect, test } from 'vitest'
import { createVoice } from './voice.ts'

describe('the voice of the hub', () => {
  test('says one JSON object a line, with the time and the level', () => {
    const lines: string[] = []
    const say = createVoice(
      'info',
      (line) => lines.push(line),
      () => 0,
    )
    say.info('request', { route: '/api/sync', status: 200, durationMs: 3.5 })
    expect(lines).toEqual([
      '{"at":"1970-01-01T00:00:00.000Z","level":"info","what":"request","route":"/api/sync","status":200,"durationMs":3.5}',
    ])
  })

  test('is silent below its level', () => {
    const lines: string[] = []
    const quiet = createVoice('error', (line) => lines.push(line))
    quiet.info('request')
    quiet.warn('slow')
    quiet.error('disk-full')
    expect(lines.map((line) => (JSON.parse(line) as { what: string }).what)).toEqual(['disk-full'])
    createVoice('off', (line) => lines.push(line)).error('nobody hears this')
    expect(lines).toHaveLength(1)
  })

  test('never breaks a line, and cuts what is too long', () => {
    const lines: string[] = []
    createVoice('info', (line) => lines.push(line)).warn('odd', { text: `a\nb${'x'.repeat(5000)}` })
    expect(lines[0]).not.toContain('\n')
    expect(lines[0]!.length).toBeLessThan(400)
  })
})
