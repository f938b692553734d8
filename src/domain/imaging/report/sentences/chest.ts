import { sentences } from '../template.ts'

/**
 * Chest film and chest CT. The order of reading (airway and lungs, pleura, heart, mediastinum, diaphragm, bones) and the
 * words are common ones; terms as the Fleischner Society's glossary uses them (Bankier 2024, Radiology 310:e232558). The
 * sentences are ours.
 */
export const CHEST_FILM = sentences('chest-film', {
  neither: [
    ['quality', 'technique', 'Image quality {quality}[: {cause}].', '图像质量{quality}[：{cause}]。'],
    ['tube', 'device', 'Tube or line: {what}.', '导管：{what}。'],
    ['ratio', 'measure', 'Cardiothoracic ratio {ratio}.', '心胸比 {ratio}。'],
  ],
  normal: [
    ['lungs', 'lung', 'Both lungs are clear.', '双肺野清晰，未见实变影。'],
    [
      'pleura',
      'pleura',
      'No pleural effusion and no pneumothorax is seen.',
      '双侧肋膈角锐利，未见胸腔积液及气胸。',
    ],
    ['heart', 'heart', 'The heart is not enlarged.', '心影大小、形态未见异常。'],
    [
      'mediastinum',
      'mediastinum',
      'Mediastinum and both hila are not enlarged.',
      '纵隔未见增宽，双侧肺门未见增大。',
    ],
    ['diaphragm', 'diaphragm', 'The diaphragm is smooth on both sides.', '双侧膈面光滑。'],
    ['bones', 'bone', 'No fracture of the bones shown is seen.', '所示骨质未见骨折征象。'],
  ],
  abnormal: [
    ['consolidation', 'lung', '[{pattern} ]consolidation in the {zone}.', '{zone}见[{pattern}]实变影。'],
    [
      'lung-nodule',
      'lung',
      '[{count} ]nodule in the {zone}[, {size}][, margin {margin}].',
      '{zone}见[{count}]结节影[，大小{size}][，边缘{margin}]。',
    ],
    [
      'lung-mass',
      'lung',
      'Mass in the {zone}[, {size}][ × {secondSize}][, margin {margin}].',
      '{zone}见肿块影[，大小{size}][ × {secondSize}][，边缘{margin}]。',
    ],
    ['cavity', 'lung', 'Cavity in the {zone}[, {size}].', '{zone}见空洞影[，大小{size}]。'],
    ['miliary-pattern', 'lung', 'Miliary nodules in {zone}.', '{zone}见粟粒状结节影。'],
    ['fibrotic-change', 'lung', 'Fibrotic streaks in the {zone}.', '{zone}见纤维条索影。'],
    ['atelectasis', 'lung', 'Loss of volume in the {zone}.', '{zone}体积缩小，考虑肺不张。'],
    ['emphysema', 'lung', 'Both lungs are overinflated.', '双肺透亮度增高，考虑肺气肿。'],
    [
      'pulmonary-oedema',
      'lung',
      '[{degree} ]pulmonary oedema on both sides.',
      '双肺见[{degree}]肺水肿征象。',
    ],
    ['pleural-effusion', 'pleura', '[{amount} ]pleural effusion, {side}.', '{side}见[{amount}]胸腔积液。'],
    ['pleural-thickening', 'pleura', 'Pleural thickening, {side}.', '{side}胸膜增厚。'],
    [
      'pneumothorax',
      'pleura',
      '[{amount} ]pneumothorax, {side}[, {size} at its widest].',
      '{side}见[{amount}]气胸[，最宽处{size}]。',
    ],
    [
      'cardiomegaly',
      'heart',
      'The heart is enlarged[, cardiothoracic ratio {ratio}].',
      '心影增大[，心胸比 {ratio}]。',
    ],
    ['mediastinal-widening', 'mediastinum', 'The mediastinum is wide[, {size}].', '纵隔增宽[，宽{size}]。'],
    ['hilar-enlargement', 'mediastinum', 'The hilum is enlarged, {side}.', '{side}肺门增大。'],
    ['diaphragm-raised', 'diaphragm', 'The diaphragm is raised, {oneSide}.', '{oneSide}膈肌抬高。'],
    ['free-air', 'diaphragm', 'Free air below the diaphragm[, {side}].', '[{side}]膈下见游离气体。'],
    ['rib-fracture', 'bone', 'Fracture of a rib, {side}[: {place}].', '{side}肋骨骨折[：{place}]。'],
    ['tube-malposition', 'device', 'Tube or line out of place: {what}.', '导管位置异常：{what}。'],
  ],
})

export const CHEST_CT = sentences('chest-ct', {
  neither: [
    ['quality', 'technique', 'Image quality {quality}[: {cause}].', '图像质量{quality}[：{cause}]。'],
    ['contrast', 'technique', 'Contrast: {what}.', '对比剂：{what}。'],
  ],
  normal: [
    ['lungs', 'lung', 'No nodule and no consolidation is seen in the lungs.', '双肺未见结节及实变影。'],
    ['airways', 'airway', 'Trachea and main bronchi are open.', '气管及主支气管通畅。'],
    ['pleura', 'pleura', 'No pleural effusion and no pneumothorax.', '未见胸腔积液及气胸。'],
    ['heart', 'heart', 'The heart is not enlarged; no pericardial effusion.', '心脏未见增大，未见心包积液。'],
    ['vessels', 'vessel', 'The thoracic aorta is not widened.', '胸主动脉未见增宽。'],
    ['nodes', 'node', 'No enlarged lymph nodes in mediastinum and hila.', '纵隔及肺门未见肿大淋巴结。'],
    ['bones', 'bone', 'No fracture and no bone lesion is seen.', '所示骨质未见骨折及破坏。'],
  ],
  abnormal: [
    [
      'lung-nodule',
      'lung',
      '[{count} ][{density} ]nodule in the {lobe}[, {size}][ × {secondSize}][, margin {margin}].',
      '{lobe}见[{count}][{density}]结节[，大小{size}][ × {secondSize}][，边缘{margin}]。',
    ],
    [
      'lung-mass',
      'lung',
      'Mass in the {lobe}[, {size}][ × {secondSize}][, margin {margin}].',
      '{lobe}见肿块[，大小{size}][ × {secondSize}][，边缘{margin}]。',
    ],
    ['consolidation', 'lung', '[{pattern} ]consolidation in the {lobe}.', '{lobe}见[{pattern}]实变影。'],
    [
      'ground-glass',
      'lung',
      '[{pattern} ]ground-glass opacity in the {lobe}.',
      '{lobe}见[{pattern}]磨玻璃影。',
    ],
    ['cavity', 'lung', 'Cavity in the {lobe}[, {size}].', '{lobe}见空洞[，大小{size}]。'],
    ['fibrotic-change', 'lung', 'Fibrotic streaks in the {lobe}.', '{lobe}见纤维条索影。'],
    ['atelectasis', 'lung', 'Atelectasis of the {lobe}.', '{lobe}肺不张。'],
    ['emphysema', 'lung', '[{degree} ]emphysema in the {lobe}.', '{lobe}见[{degree}]肺气肿。'],
    ['bronchiectasis', 'airway', 'Bronchiectasis in the {lobe}.', '{lobe}支气管扩张。'],
    ['pleural-effusion', 'pleura', '[{amount} ]pleural effusion, {side}.', '{side}见[{amount}]胸腔积液。'],
    ['pneumothorax', 'pleura', '[{amount} ]pneumothorax, {side}.', '{side}见[{amount}]气胸。'],
    ['cardiomegaly', 'heart', 'The heart is enlarged.', '心脏增大。'],
    ['pericardial-effusion', 'heart', '[{amount} ]pericardial effusion.', '见[{amount}]心包积液。'],
    [
      'pulmonary-embolism',
      'vessel',
      'Filling defect in the pulmonary arteries[: {place}].',
      '肺动脉内见充盈缺损[：{place}]。',
    ],
    ['aortic-dissection', 'vessel', 'Dissection of the aorta[: {place}].', '主动脉夹层[：{place}]。'],
    ['aortic-aneurysm', 'vessel', 'Widening of the aorta[, {size}].', '主动脉瘤样扩张[，直径{size}]。'],
    [
      'lymph-node-enlargement',
      'node',
      'Enlarged lymph node[: {place}][, short axis {size}].',
      '淋巴结肿大[：{place}][，短径{size}]。',
    ],
    ['rib-fracture', 'bone', 'Fracture of a rib, {side}[: {place}].', '{side}肋骨骨折[：{place}]。'],
    ['bone-lesion', 'bone', 'Bone lesion: {place}[, {size}].', '骨病变：{place}[，大小{size}]。'],
  ],
})
