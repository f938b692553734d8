/**
 * Characters that given names read in two ways: a colleague who only sees the name may type either.
 * The usual reading in names stands first; digits are tones. By hand.
 */
export const GIVEN_NAME_READINGS: Readonly<Record<string, readonly string[]>> = {
  乐: ['le4', 'yue4'],
  长: ['chang2', 'zhang3'],
  行: ['xing2', 'hang2'],
  茜: ['qian4', 'xi1'],
  晟: ['sheng4', 'cheng2'],
  盛: ['sheng4', 'cheng2'],
  朝: ['chao2', 'zhao1'],
  重: ['chong2', 'zhong4'],
  柏: ['bai3', 'bo2'],
  朴: ['pu3', 'piao2'],
  澄: ['cheng2', 'deng4'],
  传: ['chuan2', 'zhuan4'],
  藏: ['cang2', 'zang4'],
  颉: ['jie2', 'xie2'],
  隽: ['jun4', 'juan4'],
  炅: ['jiong3', 'gui4'],
  拓: ['tuo4', 'ta4'],
  莘: ['shen1', 'xin1'],
  曾: ['zeng1', 'ceng2'],
  娜: ['na4', 'nuo2'],
}
