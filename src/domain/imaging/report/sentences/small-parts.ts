import { sentences } from '../template.ts'

/**
 * Ultrasound of thyroid, breast and pregnancy. Words for nodules after ACR TI-RADS (Tessler 2017) and ACR BI-RADS 2013;
 * the category is the reader's own, none is computed. Biometry stands as it was measured: no gestational age is derived.
 * The sentences are ours.
 */
export const THYROID_US = sentences('thyroid-us', {
  neither: [['quality', 'technique', 'View {quality}[: {cause}].', '显示{quality}[：{cause}]。']],
  normal: [
    ['size', 'thyroid-size', 'The thyroid is not enlarged.', '甲状腺未见增大。'],
    ['tissue', 'thyroid-tissue', 'The tissue is even.', '腺体回声均匀。'],
    ['nodule', 'thyroid-nodule', 'No nodule is seen.', '未见结节。'],
    ['nodes', 'node', 'No enlarged lymph nodes in the neck.', '颈部未见肿大淋巴结。'],
  ],
  abnormal: [
    [
      'thyroid-nodule',
      'thyroid-nodule',
      '[{composition} ][{echo} ]nodule in the {thyroidPart}[, {size}][ × {secondSize}][, {stance}][, margin {margin}].',
      '甲状腺{thyroidPart}见[{composition}][{echo}]结节[，大小{size}][ × {secondSize}][，{stance}][，边缘{margin}]。',
    ],
    [
      'thyroid-enlarged',
      'thyroid-size',
      'The thyroid is enlarged[, {degree}][, {size}].',
      '甲状腺[{degree}]增大[，{size}]。',
    ],
    ['thyroid-diffuse', 'thyroid-tissue', 'The tissue is uneven throughout.', '腺体回声弥漫性不均匀。'],
    [
      'lymph-node-enlargement',
      'node',
      'Enlarged lymph node in the neck, {side}[, {size}].',
      '{side}颈部淋巴结肿大[，大小{size}]。',
    ],
  ],
})

export const BREAST_US = sentences('breast-us', {
  neither: [
    ['quality', 'technique', 'View {quality}[: {cause}].', '显示{quality}[：{cause}]。'],
    [
      'birads',
      'category',
      'BI-RADS category {birads}, {side} breast (the reader’s judgement).',
      '{side}乳腺 BI-RADS {birads}（读片者判断）。',
    ],
  ],
  normal: [
    ['tissue', 'breast', 'No mass in both breasts.', '双侧乳腺未见肿块。'],
    ['ducts', 'duct', 'The milk ducts are not wide.', '乳腺导管未见扩张。'],
    ['axilla', 'node', 'No enlarged lymph nodes in both armpits.', '双侧腋窝未见肿大淋巴结。'],
  ],
  abnormal: [
    [
      'breast-mass',
      'breast',
      '[{echo} ]mass in the {oneSide} breast[, {quadrant}][, {size}][ × {secondSize}][, {stance}][, margin {margin}].',
      '{oneSide}乳腺[{quadrant}]见[{echo}]肿块[，大小{size}][ × {secondSize}][，{stance}][，边缘{margin}]。',
    ],
    [
      'breast-cyst',
      'breast',
      'Cyst in the {oneSide} breast[, {quadrant}][, {size}].',
      '{oneSide}乳腺[{quadrant}]见囊肿[，大小{size}]。',
    ],
    [
      'lymph-node-enlargement',
      'node',
      'Enlarged lymph node in the armpit, {side}[, {size}].',
      '{side}腋窝淋巴结肿大[，大小{size}]。',
    ],
  ],
})

export const OBSTETRIC_US = sentences('obstetric-us', {
  neither: [
    ['quality', 'technique', 'View {quality}[: {cause}].', '显示{quality}[：{cause}]。'],
    ['crl', 'biometry', 'Crown-rump length {size}.', '头臀长 {size}。'],
    ['bpd', 'biometry', 'Biparietal diameter {size}.', '双顶径 {size}。'],
    ['hc', 'biometry', 'Head circumference {size}.', '头围 {size}。'],
    ['ac', 'biometry', 'Abdominal circumference {size}.', '腹围 {size}。'],
    ['fl', 'biometry', 'Femur length {size}.', '股骨长 {size}。'],
    ['afi', 'biometry', 'Deepest pocket of amniotic fluid {depth}.', '羊水最大深度 {depth}。'],
    ['presentation', 'lie', 'The baby lies {presentation}.', '胎儿{presentation}。'],
    ['placenta', 'placenta-place', 'The placenta is {placentaSite}.', '胎盘位于{placentaSite}。'],
  ],
  normal: [
    ['single', 'pregnancy', 'One baby inside the womb.', '宫内单胎妊娠。'],
    ['heartbeat', 'heartbeat', 'The heart beats.', '可见胎心搏动。'],
    ['fluid', 'fluid', 'The amount of amniotic fluid is as usual.', '羊水量正常。'],
    ['placenta', 'placenta', 'The placenta does not cover the cervix.', '胎盘未覆盖宫颈内口。'],
  ],
  abnormal: [
    ['no-fetal-heartbeat', 'heartbeat', 'No heartbeat of the baby is seen.', '未见胎心搏动。'],
    [
      'ectopic-pregnancy',
      'pregnancy',
      'No sac inside the womb; mass beside it[, {side}][, {size}].',
      '宫内未见孕囊，[{side}]附件区见包块[，大小{size}]。',
    ],
    [
      'placenta-low',
      'placenta',
      'The placenta lies low[, {size} from the cervix].',
      '胎盘位置低[，距宫颈内口{size}]。',
    ],
    [
      'amniotic-fluid-low',
      'fluid',
      'Little amniotic fluid[, deepest pocket {depth}].',
      '羊水过少[，最大深度{depth}]。',
    ],
    [
      'amniotic-fluid-high',
      'fluid',
      'Much amniotic fluid[, deepest pocket {depth}].',
      '羊水过多[，最大深度{depth}]。',
    ],
    ['malpresentation', 'lie', 'The baby lies {presentation}.', '胎儿{presentation}。'],
  ],
})
