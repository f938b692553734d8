/**
 * Dice's coefficient of two areas: 2·|A ∩ B| / (|A| + |B|); 1 where both are empty (Dice, Ecology 1945;26:297).
 * @param reference,answer class of each pixel, of equal length
 * @param belongs which classes make up the area
 */
export function diceOf(
  reference: ArrayLike<number>,
  answer: ArrayLike<number>,
  belongs: (value: number) => boolean,
): number {
  let both = 0
  let total = 0
  for (let i = 0; i < reference.length; i++) {
    const [here, there] = [belongs(reference[i]!), belongs(answer[i]!)]
    if (here) total++
    if (there) total++
    if (here && there) both++
  }
  return total === 0 ? 1 : (2 * both) / total
}
