/** One asking for all who want them; what is not on this tablet is asked for anew the next time. */
let part: Promise<typeof import('./interpret-part.ts')> | null = null

/** The rules that make statements: a part of the app of its own. */
export function statementRules() {
  part ??= import('./interpret-part.ts').catch((missing: unknown) => {
    part = null
    throw missing
  })
  return part
}
