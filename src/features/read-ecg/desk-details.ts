/** One asking for all who want it; a part that is not on this tablet is asked for anew the next time. */
let part: Promise<typeof import('./detail-part.ts')> | null = null

/** The part of the desk that opens on a tap. */
export function deskDetails() {
  part ??= import('./detail-part.ts').catch((missing: unknown) => {
    part = null
    throw missing
  })
  return part
}
