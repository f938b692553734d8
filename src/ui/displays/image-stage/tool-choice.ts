import { MARK_TOOLS, type StageTool } from './stage.ts'

const HANDS: readonly StageTool[] = ['window', 'zoom', 'pan']
const ALL: readonly StageTool[] = [...HANDS, 'scroll', 'magnifier', ...MARK_TOOLS]

/** What one reaches for on pictures of a kind, besides window, zoom and move. */
const OWN: Readonly<Record<string, readonly StageTool[]>> = {
  CT: ['length', 'ellipse', 'probe'],
  PT: ['length', 'ellipse', 'probe'],
  MR: ['length', 'ellipse', 'angle'],
  US: ['length', 'freehand', 'arrow'],
  MG: ['magnifier', 'length', 'arrow'],
  CR: ['length', 'angle', 'magnifier'],
  DX: ['length', 'angle', 'magnifier'],
  RF: ['length', 'angle', 'arrow'],
  XA: ['length', 'angle', 'arrow'],
  OP: ['magnifier', 'arrow', 'ellipse'],
  XC: ['marker', 'length', 'arrow'],
}
const ELSEWHERE: readonly StageTool[] = ['length', 'ellipse', 'arrow']

const BY_PART: readonly { readonly words: RegExp; readonly tools: readonly StageTool[] }[] = [
  { words: /CHEST|THORAX|HEART|LUNG/u, tools: ['length', 'cardiothoracic', 'magnifier'] },
  { words: /SPINE/u, tools: ['cobb', 'length', 'angle'] },
]

/** The tools that a picture's own rail shows, and the rest. */
export function toolsFor(
  modality: string,
  bodyPart: string,
  hasStack: boolean,
): { readonly first: readonly StageTool[]; readonly rest: readonly StageTool[] } {
  const isFilm = ['CR', 'DX', 'RF', 'RG'].includes(modality)
  const part = isFilm ? BY_PART.find(({ words }) => words.test(bodyPart.toUpperCase())) : undefined
  const stack: readonly StageTool[] = hasStack ? ['scroll'] : []
  const first = [...HANDS, ...stack, ...(part?.tools ?? OWN[modality] ?? ELSEWHERE)]
  return { first, rest: ALL.filter((tool) => !first.includes(tool) && (tool !== 'scroll' || hasStack)) }
}
