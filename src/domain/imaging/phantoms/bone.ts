/** What the beam meets on its way through a tube of bone: marrow all through, cortex twice. */
export function bone(marrow: number, cortex: number): (distance: number) => number {
  const shell = 0.8
  return (d) => {
    const outer = Math.sqrt(Math.max(0, 1 - d * d))
    const inner = d < shell ? Math.sqrt(shell * shell - d * d) : 0
    return marrow * outer + cortex * (outer - inner) * 1.6
  }
}
