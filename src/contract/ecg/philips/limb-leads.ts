/**
 * III, aVR, aVL and aVF from what XLI stores in their place: how far they are from what I, II and III foretell, in
 * counts, halves rounded down. Where a lead that is needed is missing, the foretold one is, too.
 */
export function restoreLimbLeads(leads: Map<string, Int32Array>): void {
  restore(leads, 'III', ['II', 'I'], (two, one, rest) => two - one - rest)
  restore(leads, 'aVR', ['I', 'II'], (one, two, rest) => -Math.floor((one + two) / 2) - rest)
  restore(leads, 'aVL', ['I', 'III'], (one, three, rest) => Math.floor((one - three) / 2) - rest)
  restore(leads, 'aVF', ['II', 'III'], (two, three, rest) => Math.floor((two + three) / 2) - rest)
}

function restore(
  leads: Map<string, Int32Array>,
  name: string,
  from: readonly [string, string],
  value: (a: number, b: number, rest: number) => number,
): void {
  const rest = leads.get(name)
  const [a, b] = [leads.get(from[0]), leads.get(from[1])]
  if (rest === undefined) return
  if (a === undefined || b === undefined) leads.delete(name)
  else
    leads.set(
      name,
      rest.map((count, i) => value(a[i]!, b[i]!, count)),
    )
}
