/**
 * Characters that are taken for each other when a name is copied from a card or from handwriting. By hand, after
 * anchors 4.2 (己已巳, 末未, 土士, 王玉, 戴载); a character may stand in several groups.
 */
const GROUPS: readonly string[] = (
  '己已巳 末未朱 土士 王玉主 戴载 干千于 天夭夫 大太犬 人入八 刀力刁 日曰目 田由甲申 午牛 木本术 乌鸟马 今令 ' +
  '李季 陈阵 杨扬场汤 刘列 孙逊 徐除余 宋宗 郭敦 梁粱 谢射 沈沉 彭澎 蒋将奖 贾费贷 邹邵 秦泰奉春 侯候 孟盂 尹伊 ' +
  '段殷 贺货贸 覃谭潭 洪供 龚袭 武斌 康唐 常堂棠 易昜 史吏 石右 何河 黄寅 周同 吴昊 ' +
  '高亮 韩翰 曹曾 曾鲁 肖俏 田围 董重 袁哀 潘番 蔡察 余佘 杜社 叶计 程呈 苏办 魏巍 卢户 姜美 ' +
  '崔催 钟种 汪注 范苑 韦书 夏复 付代 方万 白自百 熊能 江汪 闫问 雷需 龙尤 陶淘 黎黍 郝赤 ' +
  '淑叔 丽俪 芬芳 霞露 萍苹 莲连 蓉容 桂佳 珍诊 玲铃岭 凤风 祥样洋 清晴青倩情精 振震 刚冈纲 建健 军车 ' +
  '英央瑛 华毕化 红江 梅悔海 秀季禾 荣莱 美羡 娟捐 静净 敏繁 艳绝 勇男 涛祷 超起 辉晖挥 磊垒 鹏朋 鑫金 ' +
  '波坡彼 峰锋蜂 伟纬 俊峻 浩活 瑞端 晨晟 宁字 宇字 博传 志忘 文交 斌彬 佳住 欣欢 欣听 雪雷 莹萤 颖颍 ' +
  '璐露 瑜愉 琳淋 琴瑟 慧惠 婷停 怡恰 思恩 雨两 轩辕 梓辛 涵函 诗待 晓烧 国围 民氏 永水 光先 友发 ' +
  '新亲 元无 贵责 福幅 寿寺 顺须 根银 忠患 义叉 仁仕 礼札 成戍 兴共 旺汪 盛感 东车 南甫 西酉 北此 ' +
  '长张 远运 达迭 进近 安女 定宝'
).split(' ')

const GROUPS_OF: ReadonlyMap<string, readonly number[]> = (() => {
  const groupsOf = new Map<string, number[]>()
  GROUPS.forEach((group, i) => {
    for (const character of group) groupsOf.set(character, [...(groupsOf.get(character) ?? []), i])
  })
  return groupsOf
})()

/** Whether a hurried reader takes one character for the other. A character is not taken for itself. */
export function looksAlike(a: string, b: string): boolean {
  if (a === b) return false
  const groups = GROUPS_OF.get(b)
  return GROUPS_OF.get(a)?.some((group) => groups?.includes(group) === true) ?? false
}
