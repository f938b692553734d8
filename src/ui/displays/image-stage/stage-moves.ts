import type { CinePlayer } from './cine-player.svelte.ts'
import type { StageDesk } from './stage-desk.svelte.ts'
import type { StageInput, StageTell } from './stage-input.ts'
import type { StageKey } from './stage-keys.ts'
import { isMarkTool } from './stage.ts'
import { sameVoi, windowChoices } from './window-choices.ts'

/** What keys act upon. */
interface StageHand {
  readonly desk: StageDesk
  readonly player: CinePlayer
  readonly tell: StageTell
  readonly bodyPart: string
  readonly input: Pick<StageInput, 'frame' | 'instance' | 'info' | 'tool' | 'marks' | 'selectedMark'>
}

/** @returns whether the key did something, so that the page must not use it too */
export function doKey(key: StageKey, hand: StageHand): boolean {
  const { desk, player, tell, input } = hand
  switch (key.do) {
    case 'tool':
      desk.marks.cancel()
      tell.tool(key.tool)
      return true
    case 'scroll':
      desk.scrollBy(key.by)
      return true
    case 'pan':
      desk.panBy(key.byX, key.byY)
      return true
    case 'zoom':
      desk.zoomStep(key.direction)
      return true
    case 'turn':
      desk.turn(key.direction)
      return true
    case 'preset':
      return stepPreset(key.step, hand)
    case 'fit':
      desk.fit()
      return true
    case 'one-to-one':
      desk.oneToOne()
      return true
    case 'invert':
      desk.invert()
      return true
    case 'mirror':
      desk.mirror()
      return true
    case 'reset':
      desk.reset()
      return true
    case 'cine':
      player.toggle()
      return true
    case 'draw':
      if (!isMarkTool(input.tool) || input.frame === null) return false
      desk.draw()
      return true
    case 'next-mark':
      return chooseNext(hand)
    case 'remove':
      return remove(hand)
    case 'put-away':
      return putAway(hand)
  }
}

function stepPreset(step: 1 | -1, { desk, input, bodyPart }: StageHand): boolean {
  const choices = windowChoices(input.instance, input.info, bodyPart)
  if (choices.length === 0) return false
  const at = choices.findIndex(({ voi }) => sameVoi(voi, desk.voi))
  const next = at < 0 ? (step > 0 ? 0 : choices.length - 1) : (at + step + choices.length) % choices.length
  desk.setVoi(choices[next]!.voi)
  return true
}

function chooseNext({ tell, input, desk }: StageHand): boolean {
  const { marks, selectedMark } = input
  if (marks.length === 0) return false
  const next = marks[(marks.findIndex(({ id }) => id === selectedMark) + 1) % marks.length]!
  tell.select(next.id)
  desk.reveal(next.shape.points[0])
  return true
}

function remove({ desk, input }: StageHand): boolean {
  if (desk.marks.takeBack()) return true
  if (input.selectedMark === null || !input.marks.some(({ id }) => id === input.selectedMark)) return false
  desk.marks.remove(input.selectedMark)
  return true
}

/** One thing at a time: what is half drawn, then the loop, then the chosen mark. */
function putAway({ desk, player, tell, input }: StageHand): boolean {
  if (desk.marks.draft !== null) desk.marks.cancel()
  else if (player.playing) player.stop()
  else if (input.selectedMark !== null) tell.select(null)
  else return false
  return true
}
