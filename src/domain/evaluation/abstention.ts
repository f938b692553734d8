/**
 * The records of whose answer a model is most sure: those whose probability lies farthest from its threshold, in log odds.
 * @param probabilities calibrated, 0 to 1
 * @param share of the records that are kept (0.7: 30 % are left to people)
 * @returns their indices, the surest first; records that are as sure as the last one kept come in their order
 */
export function mostCertain(probabilities: readonly number[], threshold: number, share: number): number[] {
  const middle = logOdds(threshold)
  return probabilities
    .map((p, index) => ({ index, far: Math.abs(logOdds(p) - middle) }))
    .sort((a, b) => b.far - a.far || a.index - b.index)
    .slice(0, Math.round(share * probabilities.length))
    .map(({ index }) => index)
}

const EDGE = 1e-9

function logOdds(p: number): number {
  const inside = Math.min(1 - EDGE, Math.max(EDGE, p))
  return Math.log(inside / (1 - inside))
}
