import { sentences } from '../template.ts'

/** Photographs of fundus and skin, and everything else. Stages of retinopathy: ICDR (Wilkinson 2003). The sentences are ours. */
export const FUNDUS = sentences('fundus', {
  neither: [
    [
      'quality',
      'technique',
      'Picture of the {eye}: {quality}[, {cause}].',
      '{eye}图像{quality}[，{cause}]。',
    ],
  ],
  normal: [
    ['disc', 'disc', 'The optic disc is sharp and of usual colour.', '视盘边界清、色泽正常。'],
    ['vessels', 'vessel', 'The vessels are of usual width; no bleeding is seen.', '血管管径正常，未见出血。'],
    ['macula', 'macula', 'The macula is without exudates and bleeding.', '黄斑区未见渗出及出血。'],
    ['retina', 'retina', 'The retina shown lies flat.', '所示视网膜平伏。'],
  ],
  abnormal: [
    [
      'diabetic-retinopathy',
      'vessel',
      'Diabetic retinopathy, {eye}[, {retinopathy}].',
      '{eye}糖尿病视网膜病变[，{retinopathy}]。',
    ],
    ['macular-exudates', 'macula', 'Exudates at the macula, {eye}.', '{eye}黄斑区渗出。'],
    [
      'hypertensive-retinopathy',
      'vessel',
      'Narrow vessels with crossings, {eye}.',
      '{eye}动脉变细、交叉压迫。',
    ],
    [
      'enlarged-cup',
      'disc',
      'Large optic cup, {eye}[, cup-to-disc ratio {ratio}].',
      '{eye}视杯扩大[，杯盘比 {ratio}]。',
    ],
    ['disc-swelling', 'disc', 'Swollen optic disc, {eye}.', '{eye}视盘水肿。'],
    [
      'vein-occlusion',
      'vessel',
      'Wide veins with bleeding, {eye}[: {place}].',
      '{eye}静脉迂曲扩张伴出血[：{place}]。',
    ],
    ['artery-occlusion', 'vessel', 'Pale retina with narrow arteries, {eye}.', '{eye}视网膜苍白、动脉变细。'],
    [
      'retinal-detachment',
      'retina',
      'The retina is raised, {eye}[: {place}].',
      '{eye}视网膜隆起[：{place}]。',
    ],
    ['macular-drusen', 'macula', 'Drusen at the macula, {eye}.', '{eye}黄斑区玻璃膜疣。'],
    [
      'media-opacity',
      'media',
      'Cloudy media: the fundus is seen poorly, {eye}.',
      '{eye}屈光间质混浊，眼底窥不清。',
    ],
  ],
})

export const SKIN = sentences('skin', {
  neither: [['quality', 'technique', 'Picture {quality}[, {cause}].', '图像{quality}[，{cause}]。']],
  normal: [['skin', 'skin', 'No lesion is seen in the skin shown.', '所示皮肤未见皮损。']],
  abnormal: [
    [
      'pigmented-lesion',
      'skin',
      'Pigmented lesion: {place}[, {size}][, border {outline}][, {colour}].',
      '{place}色素性皮损[，大小{size}][，边界{outline}][，{colour}]。',
    ],
    [
      'skin-ulcer',
      'skin',
      'Ulcer: {place}[, {size}][ × {secondSize}].',
      '{place}溃疡[，大小{size}][ × {secondSize}]。',
    ],
    ['rash', 'skin', '[{pattern} ]rash: {place}[, {what}].', '{place}[{pattern}]皮疹[，{what}]。'],
    ['skin-infection', 'skin', 'Red and swollen skin: {place}[, {size}].', '{place}皮肤红肿[，范围{size}]。'],
    ['burn', 'skin', 'Burn: {place}[, {area}].', '{place}烧伤[，面积{area}]。'],
  ],
})

export const OTHER = sentences('other', {
  neither: [
    ['quality', 'technique', 'Image quality {quality}[: {cause}].', '图像质量{quality}[：{cause}]。'],
  ],
  normal: [['all', 'all', 'No abnormality is seen in what is shown.', '所示范围未见异常。']],
  abnormal: [
    [
      'other-finding',
      'all',
      '{what}[, {place}][, {side}][, {size}].',
      '[{side}][{place}]{what}[，大小{size}]。',
    ],
    ['fracture', 'bone', 'Fracture: {place}[, {displacement}].', '{place}骨折[，{displacement}]。'],
    ['foreign-body', 'foreign-body', 'Foreign body: {place}[, {size}].', '{place}异物[，大小{size}]。'],
  ],
})
