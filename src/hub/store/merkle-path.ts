/** Hash of the tree over entries from (with) to (without), RFC 6962, section 2.1: MTH(D[from:to]). */
type Subtree<Hash> = (from: number, to: number) => Hash

/** PATH(index, D[size]) of RFC 6962, section 2.1.1: from the leaf upwards. @param index from 0, below size */
export function inclusionPath<Hash>(index: number, size: number, subtree: Subtree<Hash>): Hash[] {
  const path: Hash[] = []
  let from = 0
  let to = size
  while (to - from > 1) {
    const middle = from + splitOf(to - from)
    if (index < middle) {
      path.push(subtree(middle, to))
      to = middle
    } else {
      path.push(subtree(from, middle))
      from = middle
    }
  }
  return path.reverse()
}

/** PROOF(fromSize, D[toSize]) of RFC 6962, section 2.1.2. Empty where one of them says nothing or both say the same. */
export function consistencyPath<Hash>(fromSize: number, toSize: number, subtree: Subtree<Hash>): Hash[] {
  if (fromSize === 0 || fromSize === toSize) return []
  const path: Hash[] = []
  let from = 0
  let to = toSize
  // The old tree is a whole subtree of the new one: its root is known to who asks.
  let known = true
  while (fromSize !== to) {
    const middle = from + splitOf(to - from)
    if (fromSize <= middle) {
      path.push(subtree(middle, to))
      to = middle
    } else {
      path.push(subtree(from, middle))
      from = middle
      known = false
    }
  }
  if (!known) path.push(subtree(from, to))
  return path.reverse()
}

/** The largest power of two below a size of at least 2. */
export function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}
