/** The units a file may declare for a voltage. */
export type VoltageUnit = 'V' | 'mV' | 'uV' | 'nV'

const MILLIVOLTS_PER: Readonly<Record<VoltageUnit, number>> = { V: 1000, mV: 1, uV: 1e-3, nV: 1e-6 }

const SPELLINGS: ReadonlyMap<string, VoltageUnit> = new Map([
  ['V', 'V'],
  ['volt', 'V'],
  ['mV', 'mV'],
  ['MV', 'mV'],
  ['mv', 'mV'],
  ['millivolt', 'mV'],
  ['uV', 'uV'],
  ['UV', 'uV'],
  ['uv', 'uV'],
  ['\u00b5V', 'uV'],
  ['\u03bcV', 'uV'],
  ['microvolt', 'uV'],
  ['nV', 'nV'],
  ['nanovolt', 'nV'],
])

/** The voltage unit that a file's text names, or null. A megavolt is not a unit of the heart: `MV` is mV. */
export function voltageUnit(text: string): VoltageUnit | null {
  const trimmed = text.replace(/[\0\s]+/g, '')
  return SPELLINGS.get(trimmed) ?? SPELLINGS.get(trimmed.toLowerCase().replace(/s$/, '')) ?? null
}

export function millivoltsPer(unit: VoltageUnit): number {
  return MILLIVOLTS_PER[unit]
}
