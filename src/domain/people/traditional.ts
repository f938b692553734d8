/**
 * Traditional characters that occur in names, each followed by its simplified form. For comparison alone:
 * what a person typed stays. Choice and pairs by hand; the test reads each pair aloud and finds one sound.
 */
const PAIRS =
  '張张劉刘陳陈楊杨黃黄趙赵吳吴孫孙馬马許许鄧邓馮冯韓韩蕭萧葉叶蔣蒋蘇苏呂吕盧卢鐘钟鍾钟譚谭陸陆賈贾' +
  '韋韦閻阎龍龙賀贺顧顾龔龚錢钱嚴严賴赖湯汤溫温齊齐喬乔龐庞顏颜莊庄聶聂魯鲁嶽岳關关蘭兰紀纪畢毕單单' +
  '塗涂駱骆藍蓝饒饶歐欧陽阳時时農农繆缪簡简車车項项連连麥麦婁娄竇窦黨党宮宫費费衛卫閔闵鄔邬邊边師师' +
  '榮荣鞏巩遲迟鄺邝談谈儲储勞劳藺蔺樓楼滿满聞闻厲厉闞阚權权強强帥帅蓋盖練练國国計计晉晋門门雲云來来' +
  '閆闫蕓芸謝谢鄭郑羅罗鄒邹倫伦傑杰偉伟儀仪億亿優优兒儿內内兩两冊册凱凯劍剑剛刚創创勁劲動动勝胜勳勋' +
  '華华協协啟启啓启嘯啸圍围圓圆團团壇坛壽寿夢梦奮奋娛娱嫻娴嬌娇嬋婵學学寧宁寶宝實实審审寬宽將将屆届' +
  '嵐岚帶带廣广慶庆應应懷怀戰战擇择攬揽曉晓曄晔曠旷書书會会東东棟栋極极樂乐樹树橋桥機机歡欢歲岁歷历' +
  '殘残漢汉潔洁濤涛瀾澜瀟潇濱滨為为煒炜煥焕燁烨燦灿愛爱爾尔獎奖獻献現现環环瑩莹瑪玛瓊琼璽玺畫画當当' +
  '盡尽礦矿禎祯禮礼種种積积穎颖競竞筆笔節节範范紅红純纯紹绍紳绅細细終终組组結结給给維维綱纲網网綺绮' +
  '綠绿緯纬縣县績绩織织繡绣繼继義义習习翹翘聖圣聰聪聯联聲声肅肃臨临興兴舉举艷艳艶艳芻刍莖茎萬万葦苇' +
  '蒼苍蓮莲蔭荫薈荟藝艺蘊蕴虛虚覺觉觀观詠咏詩诗話话語语誠诚調调請请論论諾诺謙谦講讲證证識识讓让貞贞' +
  '貴贵賓宾賢贤賦赋贊赞軍军軒轩輝辉輕轻輪轮運运達达遠远適适選选還还郵邮鄉乡醫医釗钊鈞钧鈺钰鈴铃銀银' +
  '銘铭銳锐鋒锋鋼钢錦锦鎮镇鏡镜鐵铁鑒鉴長长開开閏闰間间閣阁隊队階阶際际隨随險险隱隐雋隽雙双難难靈灵' +
  '靜静韻韵順顺領领頌颂願愿類类風风飛飞駿骏騰腾驍骁驊骅驕骄鳳凤鳴鸣鴻鸿鵬鹏鶴鹤鷹鹰麗丽點点齡龄'

const SIMPLIFIED: ReadonlyMap<string, string> = new Map(
  Array.from(PAIRS.matchAll(/(.)(.)/gu), (pair) => [pair[1]!, pair[2]!]),
)

/** The text with each traditional character of the table replaced by its simplified form. */
export function simplified(text: string): string {
  let changed = ''
  for (const character of text) changed += SIMPLIFIED.get(character) ?? character
  return changed
}

/** The pairs themselves, traditional to simplified. */
export function traditionalPairs(): IterableIterator<[string, string]> {
  return SIMPLIFIED.entries()
}
