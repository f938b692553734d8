/**
 * Probabilistic record linkage. Source: Fellegi and Sunter 1969 (JASA 64:1183); the m and u of the fields are
 * starting values of this project (knowledge entry id.linkage, anchors 4.2), unverified and to be estimated anew at each site.
 */
/** How often a level is seen in pairs of one person (m) and in pairs of two people (u). */
export interface LevelOdds {
  readonly m: number
  readonly u: number
}

/** What seeing a level adds, in bits. */
export function levelBits({ m, u }: LevelOdds): number {
  return Math.log2(m / u)
}

/** For a field that only agrees or not: what its disagreeing adds, in bits. */
export function disagreementBits({ m, u }: LevelOdds): number {
  return Math.log2((1 - m) / (1 - u))
}

/** Of those registered, how many were here already. Anchors 4.2: 5 %. */
const DUPLICATED_SHARE = 0.05

/** The odds, in bits, that a pair drawn from a register of so many people is one person twice. */
export function priorBits(population: number): number {
  return Math.log2((2 * DUPLICATED_SHARE) / Math.max(population, 2))
}

/** @returns the probability that a pair of this total weight is one person */
export function probabilityOf(bits: number, population: number): number {
  return 1 / (1 + 2 ** -(bits + priorBits(population)))
}

/** The weight that a pair needs to be one person with this probability, in bits. */
export function bitsNeeded(probability: number, population: number): number {
  return Math.log2(probability / (1 - probability)) - priorBits(population)
}

/**
 * How often a value occurs, drawn towards the usual frequency where few people are known: a common name, a
 * 1 January and the village of half the clinic weigh less than rare ones.
 * @param others how many people share the value, the compared one left out
 */
export function valueFrequency(others: number, people: number, usual: number): number {
  const weightOfUsual = 1 / usual
  return (others + 1) / (people + weightOfUsual)
}
