import type { InLanguages } from './language.ts'

/**
 * Coded findings: what an own reading names, what a pack says, what a sentence of the report is about. Names are stable;
 * codes of others stand only where they are sure: ICD-10 (WHO) for what is a condition by itself, RadLex for what is seen.
 */
export interface CodedFinding extends InLanguages {
  readonly name: string
  readonly icd10?: string
  readonly radlex?: string
  /**
   * What it means here that this is critical: somebody is told at once. The list is ours, after the habit of communicating
   * findings that need action within minutes or hours (ACR practice parameter on communication; RCR standards for fail-safe
   * alerts; critical-value reporting of the Chinese core rules, 国卫医发〔2018〕8号); no body has published this very list.
   */
  readonly isCritical?: true
}

type Row = readonly [name: string, en: string, zh: string, codes?: Pick<CodedFinding, 'icd10' | 'radlex'>]

const ROWS: readonly Row[] = [
  ['lung-nodule', 'Lung nodule', '肺结节', { radlex: 'RID50149' }],
  ['lung-mass', 'Lung mass', '肺肿块'],
  ['consolidation', 'Consolidation', '实变', { radlex: 'RID43255' }],
  ['ground-glass', 'Ground-glass opacity', '磨玻璃影', { radlex: 'RID28531' }],
  ['cavity', 'Cavity', '空洞'],
  ['miliary-pattern', 'Miliary pattern', '粟粒状影'],
  ['fibrotic-change', 'Fibrotic change', '纤维条索影'],
  ['atelectasis', 'Atelectasis', '肺不张', { radlex: 'RID28493' }],
  ['emphysema', 'Emphysema', '肺气肿', { radlex: 'RID4799' }],
  ['pulmonary-oedema', 'Pulmonary oedema', '肺水肿', { icd10: 'J81' }],
  ['bronchiectasis', 'Bronchiectasis', '支气管扩张', { icd10: 'J47' }],
  ['pleural-effusion', 'Pleural effusion', '胸腔积液', { radlex: 'RID34539' }],
  ['pleural-thickening', 'Pleural thickening', '胸膜增厚'],
  ['pneumothorax', 'Pneumothorax', '气胸', { radlex: 'RID5352' }],
  ['cardiomegaly', 'Enlarged heart', '心影增大', { icd10: 'I51.7' }],
  ['pericardial-effusion', 'Pericardial effusion', '心包积液', { radlex: 'RID38588' }],
  ['mediastinal-widening', 'Wide mediastinum', '纵隔增宽'],
  ['hilar-enlargement', 'Enlarged hilum', '肺门增大'],
  ['lymph-node-enlargement', 'Enlarged lymph nodes', '淋巴结肿大', { radlex: 'RID3798' }],
  ['rib-fracture', 'Rib fracture', '肋骨骨折'],
  ['tube-malposition', 'Tube or line out of place', '导管位置异常'],
  ['diaphragm-raised', 'Raised diaphragm', '膈肌抬高'],
  ['free-air', 'Free air in the abdomen', '腹腔游离气体'],
  ['pulmonary-embolism', 'Pulmonary embolism', '肺栓塞', { icd10: 'I26', radlex: 'RID4834' }],
  ['aortic-dissection', 'Aortic dissection', '主动脉夹层', { icd10: 'I71.0' }],
  ['aortic-aneurysm', 'Aortic aneurysm', '主动脉瘤', { icd10: 'I71' }],
  ['fracture', 'Fracture', '骨折', { radlex: 'RID4650' }],
  ['dislocation', 'Dislocation', '脱位'],
  ['osteoarthritis', 'Degenerative joint change', '关节退行性变'],
  ['soft-tissue-swelling', 'Soft-tissue swelling', '软组织肿胀'],
  ['joint-effusion', 'Joint effusion', '关节积液'],
  ['foreign-body', 'Foreign body', '异物'],
  ['bone-lesion', 'Bone lesion', '骨病变'],
  ['vertebral-fracture', 'Vertebral fracture', '椎体骨折'],
  ['scoliosis', 'Scoliosis', '脊柱侧凸', { icd10: 'M41' }],
  ['spondylolisthesis', 'Spondylolisthesis', '椎体滑脱', { icd10: 'M43.1' }],
  ['disc-narrowing', 'Narrow disc space', '椎间隙变窄'],
  ['spondylosis', 'Degenerative change of the spine', '脊柱退行性变', { icd10: 'M47' }],
  ['fatty-liver', 'Fatty liver', '脂肪肝', { icd10: 'K76.0' }],
  ['liver-cyst', 'Liver cyst', '肝囊肿'],
  ['liver-lesion', 'Liver lesion', '肝占位'],
  ['cirrhosis-signs', 'Signs of cirrhosis', '肝硬化征象'],
  ['gallstone', 'Gallstone', '胆囊结石', { icd10: 'K80.2' }],
  ['gallbladder-polyp', 'Gallbladder polyp', '胆囊息肉'],
  ['cholecystitis-signs', 'Signs of cholecystitis', '胆囊炎征象'],
  ['bile-duct-dilatation', 'Wide bile duct', '胆管扩张'],
  ['pancreatitis-signs', 'Signs of pancreatitis', '胰腺炎征象'],
  ['pancreas-lesion', 'Pancreatic lesion', '胰腺占位'],
  ['spleen-enlarged', 'Enlarged spleen', '脾大', { icd10: 'R16.1' }],
  ['renal-stone', 'Kidney stone', '肾结石', { icd10: 'N20.0' }],
  ['ureteric-stone', 'Ureteric stone', '输尿管结石', { icd10: 'N20.1' }],
  ['hydronephrosis', 'Hydronephrosis', '肾积水'],
  ['renal-cyst', 'Kidney cyst', '肾囊肿'],
  ['renal-lesion', 'Kidney lesion', '肾占位'],
  ['appendicitis-signs', 'Signs of appendicitis', '阑尾炎征象'],
  ['bowel-obstruction', 'Bowel obstruction', '肠梗阻'],
  ['free-fluid', 'Free fluid', '腹腔积液'],
  ['organ-injury', 'Injury of an organ', '脏器损伤'],
  ['thyroid-nodule', 'Thyroid nodule', '甲状腺结节'],
  ['thyroid-enlarged', 'Enlarged thyroid', '甲状腺肿大'],
  ['thyroid-diffuse', 'Diffuse change of the thyroid', '甲状腺弥漫性改变'],
  ['breast-mass', 'Breast mass', '乳腺肿块'],
  ['breast-cyst', 'Breast cyst', '乳腺囊肿'],
  ['ectopic-pregnancy', 'Signs of ectopic pregnancy', '异位妊娠征象', { icd10: 'O00' }],
  ['no-fetal-heartbeat', 'No fetal heartbeat seen', '未见胎心搏动'],
  ['placenta-low', 'Low placenta', '胎盘低置', { icd10: 'O44' }],
  ['amniotic-fluid-low', 'Little amniotic fluid', '羊水过少', { icd10: 'O41.0' }],
  ['amniotic-fluid-high', 'Much amniotic fluid', '羊水过多', { icd10: 'O40' }],
  ['malpresentation', 'Baby does not lie head down', '胎位异常', { icd10: 'O32' }],
  ['diabetic-retinopathy', 'Diabetic retinopathy', '糖尿病视网膜病变', { icd10: 'H36.0' }],
  ['macular-exudates', 'Exudates at the macula', '黄斑区渗出'],
  ['hypertensive-retinopathy', 'Hypertensive change of the fundus', '高血压性眼底改变'],
  ['enlarged-cup', 'Large optic cup', '视杯扩大'],
  ['disc-swelling', 'Swollen optic disc', '视盘水肿', { icd10: 'H47.1' }],
  ['vein-occlusion', 'Retinal vein occlusion', '视网膜静脉阻塞'],
  ['artery-occlusion', 'Retinal artery occlusion', '视网膜动脉阻塞'],
  ['retinal-detachment', 'Retinal detachment', '视网膜脱离'],
  ['macular-drusen', 'Drusen at the macula', '黄斑区玻璃膜疣'],
  ['media-opacity', 'Cloudy media', '屈光间质混浊'],
  ['pigmented-lesion', 'Pigmented lesion', '色素性皮损'],
  ['skin-ulcer', 'Skin ulcer', '皮肤溃疡'],
  ['rash', 'Rash', '皮疹'],
  ['skin-infection', 'Signs of skin infection', '皮肤感染征象'],
  ['burn', 'Burn', '烧伤'],
  ['other-finding', 'Other finding', '其他所见'],
]

const CRITICAL: ReadonlySet<string> = new Set([
  'pneumothorax',
  'free-air',
  'pulmonary-embolism',
  'aortic-dissection',
  'tube-malposition',
  'organ-injury',
  'ectopic-pregnancy',
  'no-fetal-heartbeat',
  'artery-occlusion',
  'disc-swelling',
])

export const CODED_FINDINGS: readonly CodedFinding[] = ROWS.map(([name, en, zh, codes]) => ({
  name,
  en,
  'zh-CN': zh,
  ...codes,
  ...(CRITICAL.has(name) && { isCritical: true as const }),
}))

const BY_NAME: ReadonlyMap<string, CodedFinding> = new Map(CODED_FINDINGS.map((each) => [each.name, each]))

/** Null for a name of a later version. */
export function findingNamed(name: string): CodedFinding | null {
  return BY_NAME.get(name) ?? null
}

/** Under what a finding is looked for: how it reads, then its coded name, which is often the learned word. */
export function wordsToFind(finding: CodedFinding): readonly InLanguages[] {
  return [finding, { en: finding.name.replaceAll('-', ' '), 'zh-CN': '' }]
}
