/** Twelve significant digits: 61.44 kg at 160 cm is 24, not 23.999999999999996, and falls into its class. */
export function settled(value: number): number {
  return Number(value.toPrecision(12))
}
