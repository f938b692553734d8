import type { Extent } from '../length.ts'
import type { InLanguages } from './language.ts'
import type { TermSet } from './terms.ts'

/** What may stand in a place of a sentence. */
type SlotKind =
  | { readonly kind: 'term'; readonly set: TermSet }
  /** From a mark of that quantity, with its unit and its trust, or as a person types it. */
  | { readonly kind: 'measure'; readonly quantity: Extent['quantity'] }
  /** As a person types it. */
  | { readonly kind: 'words' }

interface Slot extends InLanguages {
  readonly is: SlotKind
}

const term = (set: TermSet, en: string, zh: string): Slot => ({ is: { kind: 'term', set }, en, 'zh-CN': zh })
const measure = (quantity: Extent['quantity'], en: string, zh: string): Slot => ({
  is: { kind: 'measure', quantity },
  en,
  'zh-CN': zh,
})
const words = (en: string, zh: string): Slot => ({ is: { kind: 'words' }, en, 'zh-CN': zh })

/** Places that templates name, in the order in which a form asks for them. */
export const SLOTS = {
  side: term('side', 'Side', '侧别'),
  oneSide: term('oneSide', 'Side', '侧别'),
  eye: term('eye', 'Eye', '眼别'),
  lobe: term('lobe', 'Lobe', '肺叶'),
  zone: term('zone', 'Zone', '肺野'),
  liverPart: term('liverPart', 'Part of the liver', '肝的部位'),
  ureterPart: term('ureterPart', 'Part of the ureter', '输尿管部位'),
  thyroidPart: term('thyroidPart', 'Part of the thyroid', '甲状腺部位'),
  quadrant: term('quadrant', 'Quadrant', '象限'),
  bone: term('bone', 'Bone', '骨'),
  joint: term('joint', 'Joint', '关节'),
  vertebra: term('vertebra', 'Vertebra', '椎体'),
  lowerVertebra: term('vertebra', 'Lower vertebra', '下端椎'),
  place: words('Where', '部位'),
  count: term('count', 'Number', '数目'),
  amount: term('amount', 'Amount', '量'),
  degree: term('degree', 'Degree', '程度'),
  pattern: term('pattern', 'Pattern', '分布'),
  density: term('density', 'Density', '密度'),
  attenuation: term('attenuation', 'Density', '密度'),
  echo: term('echo', 'Echo', '回声'),
  composition: term('composition', 'Composition', '结构'),
  stance: term('stance', 'Shape', '纵横比'),
  margin: term('margin', 'Margin', '边缘'),
  outline: term('outline', 'Outline', '边界'),
  colour: term('colour', 'Colour', '颜色'),
  fractureLine: term('fractureLine', 'Kind of fracture', '骨折类型'),
  displacement: term('displacement', 'Displacement', '移位'),
  birads: term('birads', 'BI-RADS category', 'BI-RADS 分类'),
  presentation: term('presentation', 'Presentation', '胎位'),
  placentaSite: term('placentaSite', 'Place of the placenta', '胎盘位置'),
  retinopathy: term('retinopathy', 'Stage', '分期'),
  quality: term('quality', 'Image quality', '图像质量'),
  size: measure('length', 'Size', '大小'),
  secondSize: measure('length', 'Second diameter', '第二径'),
  depth: measure('length', 'Depth', '深度'),
  angle: measure('angle', 'Angle', '角度'),
  ratio: measure('ratio', 'Ratio', '比值'),
  area: measure('area', 'Area', '面积'),
  what: words('What is seen', '所见'),
  cause: words('Why', '原因'),
} as const satisfies Readonly<Record<string, Slot>>

export type SlotName = keyof typeof SLOTS

export function isSlotName(name: string): name is SlotName {
  return Object.hasOwn(SLOTS, name)
}
