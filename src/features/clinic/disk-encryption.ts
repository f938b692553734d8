/** What a person answered when the app asked whether the disk of this tablet is encrypted. */
export type DiskAnswer = 'yes' | 'no' | 'unknown'

const KEY = 'hinterland-disk-encrypted'

/** A browser may forbid storage; then it is asked again. */
export function diskAnswer(): DiskAnswer | null {
  try {
    return localStorage.getItem(KEY) as DiskAnswer | null
  } catch {
    return null
  }
}

export function keepDiskAnswer(answer: DiskAnswer): void {
  try {
    localStorage.setItem(KEY, answer)
  } catch {
    // Asked again next time.
  }
}
