import type { DicomItem } from './item.ts'
import type { Keyword } from './tags.ts'

/** The functional groups of one frame of an enhanced object (PS3.3 C.7.6.16). */
export interface FrameGroups {
  /** The first item of this group for the frame, else of the shared one; null where there is neither. */
  of(group: Keyword): DicomItem | null
}

/** Of every frame; one that has no item of its own has what is shared. */
export function frameGroups(root: DicomItem, frames: number): FrameGroups[] {
  const shared = root.item('SharedFunctionalGroupsSequence')
  const perFrame = root.items('PerFrameFunctionalGroupsSequence')
  const plain: FrameGroups = { of: (group) => shared?.item(group) ?? null }
  return Array.from({ length: frames }, (_, i) => {
    const own = perFrame[i]
    return own ? { of: (group) => own.item(group) ?? plain.of(group) } : plain
  })
}
