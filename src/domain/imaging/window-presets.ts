import type { WindowVoi } from './voi.ts'

export interface WindowPreset {
  /** Said by `film_window_<id>`. */
  readonly id: 'lung' | 'soft' | 'bone' | 'brain' | 'stroke' | 'abdomen' | 'liver'
  /** Hounsfield units. */
  readonly centre: number
  readonly width: number
  /**
   * True where two sources agree: img.hu of our rules and the presets of the OHIF viewer (defaultWindowLevelPresets.ts).
   * The rest stands in img.hu alone and differs from reader to reader (liver 70 or 90, bone 400/1800 or 480/2500).
   */
  readonly verified: boolean
}

const PRESETS: Readonly<Record<WindowPreset['id'], Omit<WindowPreset, 'id'>>> = {
  lung: { centre: -600, width: 1500, verified: true },
  soft: { centre: 40, width: 400, verified: true },
  bone: { centre: 400, width: 1800, verified: false },
  brain: { centre: 40, width: 80, verified: true },
  stroke: { centre: 35, width: 35, verified: false },
  abdomen: { centre: 50, width: 350, verified: false },
  liver: { centre: 70, width: 150, verified: false },
}

/** Which windows belong to which part, the usual first look first; by words that Body Part Examined holds. */
const BY_BODY_PART: readonly { readonly words: RegExp; readonly ids: readonly WindowPreset['id'][] }[] = [
  { words: /HEAD|BRAIN|SKULL/u, ids: ['brain', 'stroke', 'bone', 'soft'] },
  { words: /CHEST|THORAX|LUNG|HEART/u, ids: ['lung', 'soft', 'bone'] },
  { words: /ABDOMEN|LIVER|PELVIS|KIDNEY|PANCREAS/u, ids: ['abdomen', 'liver', 'soft', 'bone'] },
  { words: /SPINE|EXTREMITY|KNEE|HIP|SHOULDER|ANKLE|ELBOW|WRIST|HAND|FOOT|BONE/u, ids: ['bone', 'soft'] },
]

const EVERYWHERE: readonly WindowPreset['id'][] = ['soft', 'lung', 'bone', 'brain', 'abdomen', 'liver']

/**
 * Windows by name, the usual one for the part first. Only Hounsfield units mean the same on every machine: for MR,
 * films and ultrasound there are none, and the window comes from the file or from the values (`startingVoi`).
 */
export function windowPresets(modality: string, bodyPart: string, unit: string): readonly WindowPreset[] {
  if (modality !== 'CT' || unit !== 'HU') return []
  const part = BY_BODY_PART.find(({ words }) => words.test(bodyPart.toUpperCase()))
  return (part?.ids ?? EVERYWHERE).map((id) => ({ id, ...PRESETS[id] }))
}

export function presetVoi({ centre, width }: WindowPreset): WindowVoi {
  return { kind: 'window', centre, width, shape: 'LINEAR', explanation: '' }
}
