import { describe, expect, it } from 'vitest'
import { voiBrightness } from './voi.ts'
import { presetVoi, windowPresets } from './window-presets.ts'

describe('windows by name', () => {
  it('begin with the usual one for the part of the body', () => {
    expect(windowPresets('CT', 'CHEST', 'HU')[0]).toMatchObject({ id: 'lung', centre: -600, width: 1500 })
    expect(windowPresets('CT', 'Head', 'HU')[0]?.id).toBe('brain')
    expect(windowPresets('CT', 'LSPINE', 'HU')[0]?.id).toBe('bone')
    expect(windowPresets('CT', '', 'HU').length).toBeGreaterThan(4)
  })

  it('exist only where a value means the same on every machine', () => {
    expect(windowPresets('MR', 'HEAD', '')).toEqual([])
    expect(windowPresets('DX', 'CHEST', '')).toEqual([])
    expect(windowPresets('CT', 'HEAD', 'US')).toEqual([])
  })

  it('keep air black and dense bone white', () => {
    for (const preset of windowPresets('CT', '', 'HU')) {
      const bright = voiBrightness(presetVoi(preset))
      expect([bright(-1500), bright(2000)]).toEqual([0, 1])
    }
  })
})
