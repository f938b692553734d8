import { sentences } from '../template.ts'

/** Films of arms and legs, and of the spine; the sentences are ours. Cobb angle: SOSORT guideline 2016 (scoliosis from 10 degrees on). */
export const EXTREMITY_FILM = sentences('extremity-film', {
  neither: [
    ['quality', 'technique', 'Image quality {quality}[: {cause}].', '图像质量{quality}[：{cause}]。'],
  ],
  normal: [
    ['bones', 'bone', 'No fracture is seen.', '所示诸骨未见骨折征象。'],
    ['joints', 'joint', 'The joints shown are in line.', '所示关节对位良好。'],
    ['soft-tissue', 'soft-tissue', 'No swelling of the soft tissue is seen.', '软组织未见肿胀。'],
    ['foreign', 'foreign-body', 'No foreign body that X-rays show.', '未见不透X线异物。'],
  ],
  abnormal: [
    [
      'fracture',
      'bone',
      '[{fractureLine} ]fracture of the {oneSide} {bone}[, {displacement}][, gap {size}][, angle {angle}].',
      '{oneSide}{bone}[{fractureLine}]骨折[，{displacement}][，断端间距{size}][，成角{angle}]。',
    ],
    [
      'bone-lesion',
      'bone',
      'Lesion of the {oneSide} {bone}[, {size}].',
      '{oneSide}{bone}骨质病变[，大小{size}]。',
    ],
    ['dislocation', 'joint', 'Dislocation: {oneSide} {joint}.', '{oneSide}{joint}脱位。'],
    [
      'osteoarthritis',
      'joint',
      '[{degree} ]degenerative change: {side} {joint}.',
      '{side}{joint}[{degree}]退行性变。',
    ],
    ['joint-effusion', 'joint', 'Effusion: {oneSide} {joint}.', '{oneSide}{joint}积液征象。'],
    [
      'soft-tissue-swelling',
      'soft-tissue',
      'Swelling of the soft tissue[: {place}].',
      '[{place}]软组织肿胀。',
    ],
    ['foreign-body', 'foreign-body', 'Foreign body[: {place}][, {size}].', '[{place}]见异物[，大小{size}]。'],
  ],
})

export const SPINE_FILM = sentences('spine-film', {
  neither: [
    ['quality', 'technique', 'Image quality {quality}[: {cause}].', '图像质量{quality}[：{cause}]。'],
  ],
  normal: [
    ['alignment', 'alignment', 'The spine is in line.', '脊柱序列规则。'],
    ['bodies', 'vertebra', 'The vertebral bodies shown keep their height.', '所示椎体高度未见减低。'],
    ['discs', 'disc', 'The disc spaces shown are not narrow.', '所示椎间隙未见变窄。'],
    [
      'soft-tissue',
      'soft-tissue',
      'The soft tissue beside the spine is not swollen.',
      '椎旁软组织未见肿胀。',
    ],
  ],
  abnormal: [
    [
      'scoliosis',
      'alignment',
      'Curve of the spine to the {oneSide}, {vertebra} to {lowerVertebra}, Cobb angle {angle}.',
      '脊柱向{oneSide}侧凸，{vertebra}至{lowerVertebra}，Cobb角{angle}。',
    ],
    [
      'spondylolisthesis',
      'alignment',
      '{vertebra} has slipped on {lowerVertebra}[, {size}].',
      '{vertebra}相对{lowerVertebra}滑脱[，{size}]。',
    ],
    [
      'vertebral-fracture',
      'vertebra',
      '[{fractureLine} ]fracture of {vertebra}[, height lost: {degree}].',
      '{vertebra}椎体[{fractureLine}]骨折[，高度{degree}减低]。',
    ],
    [
      'disc-narrowing',
      'disc',
      'The disc space {vertebra}/{lowerVertebra} is narrow.',
      '{vertebra}/{lowerVertebra}椎间隙变窄。',
    ],
    [
      'spondylosis',
      'disc',
      '[{degree} ]degenerative change[: {place}].',
      '脊柱[{degree}]退行性变[：{place}]。',
    ],
    ['bone-lesion', 'vertebra', 'Bone lesion of {vertebra}.', '{vertebra}骨质破坏。'],
  ],
})
