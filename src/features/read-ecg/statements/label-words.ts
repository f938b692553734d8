import { sayCode } from '#ui/say.ts'

/** A pack's label in words; a label that nobody has words for stands as the pack spells it. */
export function labelWords(label: string): string {
  const rhythm = sayCode('rhythm', label === '~' ? 'noise' : label)
  if (rhythm !== label && label !== '~') return rhythm
  return label === '~' ? rhythm : sayCode('pack_label', label)
}
