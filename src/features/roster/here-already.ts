import type { DuplicateHit } from '#data/keeper/keeper.ts'

/**
 * Whom a line of a list most likely means. The weights ask for more the more people share a name or a birthday, as a
 * class does; the same name with the same birth date is worth a question in any case, for lists are imported twice.
 */
export function hereAlready(likes: readonly DuplicateHit[]): DuplicateHit | undefined {
  return likes.find(({ tier, vetoes, reasons }) => {
    const is = (field: string, level: string) =>
      reasons.some((reason) => reason.field === field && reason.level === level)
    return (
      vetoes.length === 0 && (tier !== 'review' || (is('name', 'identical') && is('birth-date', 'exact')))
    )
  })
}
