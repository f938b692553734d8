import type { InLanguages } from './language.ts'

/** A word that fills a place of a sentence: its stable name, and how it reads in both languages. */
export interface Term extends InLanguages {
  readonly name: string
  readonly radlex?: string
  /** Left, right or both, where the word itself says so; held against the marks and the file. */
  readonly side?: 'left' | 'right' | 'both'
}

type Row = readonly [name: string, en: string, zh: string, more?: Pick<Term, 'radlex' | 'side'>]

function terms(rows: readonly Row[]): readonly Term[] {
  return rows.map(([name, en, zh, more]) => ({ name, en, 'zh-CN': zh, ...more }))
}

const LEFT = { side: 'left' } as const
const RIGHT = { side: 'right' } as const
const BOTH = { side: 'both' } as const

/** RadLex numbers of sides and lobes as public mapping tables agree on them; other words carry none. */
export const TERM_SETS = {
  side: terms([
    ['right', 'right', '右侧', { ...RIGHT, radlex: 'RID5825' }],
    ['left', 'left', '左侧', { ...LEFT, radlex: 'RID5824' }],
    ['both', 'bilateral', '双侧', BOTH],
  ]),
  oneSide: terms([
    ['right', 'right', '右侧', { ...RIGHT, radlex: 'RID5825' }],
    ['left', 'left', '左侧', { ...LEFT, radlex: 'RID5824' }],
  ]),
  eye: terms([
    ['right', 'right eye', '右眼', RIGHT],
    ['left', 'left eye', '左眼', LEFT],
    ['both', 'both eyes', '双眼', BOTH],
  ]),
  lobe: terms([
    ['right-upper', 'right upper lobe', '右肺上叶', { ...RIGHT, radlex: 'RID1303' }],
    ['right-middle', 'right middle lobe', '右肺中叶', { ...RIGHT, radlex: 'RID1310' }],
    ['right-lower', 'right lower lobe', '右肺下叶', { ...RIGHT, radlex: 'RID1315' }],
    ['left-upper', 'left upper lobe', '左肺上叶', { ...LEFT, radlex: 'RID1327' }],
    ['left-lower', 'left lower lobe', '左肺下叶', { ...LEFT, radlex: 'RID1338' }],
    ['both', 'both lungs', '双肺', BOTH],
  ]),
  zone: terms([
    ['right-upper', 'right upper zone', '右上肺野', RIGHT],
    ['right-middle', 'right middle zone', '右中肺野', RIGHT],
    ['right-lower', 'right lower zone', '右下肺野', RIGHT],
    ['left-upper', 'left upper zone', '左上肺野', LEFT],
    ['left-middle', 'left middle zone', '左中肺野', LEFT],
    ['left-lower', 'left lower zone', '左下肺野', LEFT],
    ['both-upper', 'both upper zones', '双上肺野', BOTH],
    ['both-lower', 'both lower zones', '双下肺野', BOTH],
    ['both', 'both lungs', '双肺', BOTH],
  ]),
  amount: terms([
    ['small', 'small', '少量'],
    ['moderate', 'moderate', '中等量'],
    ['large', 'large', '大量'],
  ]),
  degree: terms([
    ['mild', 'mild', '轻度'],
    ['moderate', 'moderate', '中度'],
    ['severe', 'severe', '重度'],
  ]),
  pattern: terms([
    ['focal', 'focal', '局限性'],
    ['patchy', 'patchy', '斑片状'],
    ['diffuse', 'diffuse', '弥漫性'],
  ]),
  count: terms([
    ['single', 'single', '单发'],
    ['several', 'several', '数个'],
    ['many', 'multiple', '多发'],
  ]),
  margin: terms([
    ['smooth', 'smooth', '光滑'],
    ['lobulated', 'lobulated', '分叶状'],
    ['spiculated', 'spiculated', '毛刺状'],
    ['ill-defined', 'ill-defined', '模糊'],
  ]),
  density: terms([
    ['solid', 'solid', '实性'],
    ['part-solid', 'part-solid', '部分实性'],
    ['ground-glass', 'ground-glass', '磨玻璃'],
    ['calcified', 'calcified', '钙化'],
  ]),
  attenuation: terms([
    ['low', 'low-density', '低密度'],
    ['iso', 'isodense', '等密度'],
    ['high', 'high-density', '高密度'],
    ['mixed', 'mixed-density', '混杂密度'],
  ]),
  echo: terms([
    ['anechoic', 'anechoic', '无回声'],
    ['hypoechoic', 'hypoechoic', '低回声'],
    ['isoechoic', 'isoechoic', '等回声'],
    ['hyperechoic', 'hyperechoic', '高回声'],
    ['mixed', 'mixed-echo', '混合回声'],
  ]),
  bone: terms([
    ['distal-radius', 'distal radius', '桡骨远端'],
    ['radial-shaft', 'shaft of the radius', '桡骨干'],
    ['radial-head', 'radial head', '桡骨小头'],
    ['distal-ulna', 'distal ulna', '尺骨远端'],
    ['ulnar-shaft', 'shaft of the ulna', '尺骨干'],
    ['olecranon', 'olecranon', '尺骨鹰嘴'],
    ['scaphoid', 'scaphoid', '舟骨'],
    ['metacarpal', 'metacarpal', '掌骨'],
    ['finger', 'phalanx of a finger', '指骨'],
    ['supracondylar', 'distal humerus', '肱骨远端'],
    ['humeral-shaft', 'shaft of the humerus', '肱骨干'],
    ['proximal-humerus', 'proximal humerus', '肱骨近端'],
    ['clavicle', 'clavicle', '锁骨'],
    ['scapula', 'scapula', '肩胛骨'],
    ['femoral-neck', 'femoral neck', '股骨颈'],
    ['trochanteric', 'trochanteric femur', '股骨粗隆间'],
    ['femoral-shaft', 'shaft of the femur', '股骨干'],
    ['distal-femur', 'distal femur', '股骨远端'],
    ['patella', 'patella', '髌骨'],
    ['tibial-plateau', 'tibial plateau', '胫骨平台'],
    ['tibial-shaft', 'shaft of the tibia', '胫骨干'],
    ['fibula', 'fibula', '腓骨'],
    ['medial-malleolus', 'medial malleolus', '内踝'],
    ['lateral-malleolus', 'lateral malleolus', '外踝'],
    ['calcaneus', 'calcaneus', '跟骨'],
    ['metatarsal', 'metatarsal', '跖骨'],
    ['toe', 'phalanx of a toe', '趾骨'],
    ['pelvis', 'pelvis', '骨盆'],
  ]),
  joint: terms([
    ['wrist', 'wrist', '腕关节'],
    ['hand', 'joints of the hand', '手部关节'],
    ['elbow', 'elbow', '肘关节'],
    ['shoulder', 'shoulder', '肩关节'],
    ['hip', 'hip', '髋关节'],
    ['knee', 'knee', '膝关节'],
    ['ankle', 'ankle', '踝关节'],
    ['foot', 'joints of the foot', '足部关节'],
    ['sacroiliac', 'sacroiliac joint', '骶髂关节'],
  ]),
  fractureLine: terms([
    ['transverse', 'transverse', '横行'],
    ['oblique', 'oblique', '斜行'],
    ['spiral', 'spiral', '螺旋形'],
    ['comminuted', 'comminuted', '粉碎性'],
    ['greenstick', 'greenstick', '青枝'],
    ['avulsion', 'avulsion', '撕脱'],
    ['compression', 'compression', '压缩性'],
  ]),
  displacement: terms([
    ['none', 'not displaced', '断端无移位'],
    ['slight', 'slightly displaced', '断端轻度移位'],
    ['marked', 'displaced', '断端移位'],
    ['angulated', 'angulated', '断端成角'],
  ]),
  vertebra: terms([
    ...['C', 'T', 'L'].flatMap((part) =>
      Array.from({ length: { C: 7, T: 12, L: 5 }[part]! }, (_, i): Row => {
        const name = `${part}${i + 1}`
        return [name.toLowerCase(), name, name]
      }),
    ),
    ['s1', 'S1', 'S1'],
  ]),
  liverPart: terms([
    ['right', 'right lobe of the liver', '肝右叶'],
    ['left', 'left lobe of the liver', '肝左叶'],
    ...['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII'].map((roman): Row => [
      `s${roman.toLowerCase()}`,
      `segment ${roman} of the liver`,
      `肝${roman}段`,
    ]),
  ]),
  ureterPart: terms([
    ['upper', 'upper', '上段'],
    ['middle', 'middle', '中段'],
    ['lower', 'lower', '下段'],
  ]),
  thyroidPart: terms([
    ['right', 'right lobe', '右叶', RIGHT],
    ['left', 'left lobe', '左叶', LEFT],
    ['isthmus', 'isthmus', '峡部'],
  ]),
  quadrant: terms([
    ['upper-outer', 'upper outer quadrant', '外上象限'],
    ['upper-inner', 'upper inner quadrant', '内上象限'],
    ['lower-outer', 'lower outer quadrant', '外下象限'],
    ['lower-inner', 'lower inner quadrant', '内下象限'],
    ['nipple', 'region behind the nipple', '乳头后方'],
  ]),
  composition: terms([
    ['cystic', 'cystic', '囊性'],
    ['spongiform', 'spongiform', '海绵状'],
    ['mixed', 'mixed cystic and solid', '囊实混合性'],
    ['solid', 'solid', '实性'],
  ]),
  stance: terms([
    ['wider', 'wider than tall', '宽大于高'],
    ['taller', 'taller than wide', '高大于宽'],
  ]),
  birads: terms(
    ['0', '1', '2', '3', '4A', '4B', '4C', '5', '6'].map((category): Row => {
      return [category.toLowerCase(), category, `${category}类`]
    }),
  ),
  presentation: terms([
    ['cephalic', 'head down', '头位'],
    ['breech', 'breech', '臀位'],
    ['transverse', 'transverse', '横位'],
  ]),
  placentaSite: terms([
    ['anterior', 'anterior', '前壁'],
    ['posterior', 'posterior', '后壁'],
    ['fundal', 'fundal', '宫底'],
    ['lateral', 'lateral', '侧壁'],
  ]),
  retinopathy: terms([
    ['mild', 'mild non-proliferative', '轻度非增殖期'],
    ['moderate', 'moderate non-proliferative', '中度非增殖期'],
    ['severe', 'severe non-proliferative', '重度非增殖期'],
    ['proliferative', 'proliferative', '增殖期'],
  ]),
  colour: terms([
    ['even', 'one colour', '颜色均一'],
    ['several', 'several colours', '颜色不均'],
  ]),
  outline: terms([
    ['regular', 'regular', '规则'],
    ['irregular', 'irregular', '不规则'],
  ]),
  quality: terms([
    ['good', 'good', '良好'],
    ['limited', 'limited', '欠佳'],
    ['poor', 'poor', '差'],
  ]),
} as const satisfies Readonly<Record<string, readonly Term[]>>

export type TermSet = keyof typeof TERM_SETS

/** Null for a name of a later version. */
export function termNamed(set: TermSet, name: string): Term | null {
  return TERM_SETS[set].find((term) => term.name === name) ?? null
}
