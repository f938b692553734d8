/** What a column of a roster can say about a person. */
export const ROSTER_FIELDS = [
  'name',
  'otherName',
  'sex',
  'birthDate',
  'citizenId',
  'phone',
  'school',
  'grade',
  'className',
  'schoolNumber',
  'otherNumber',
  'address',
  'village',
  'guardianName',
  'guardianRelation',
  'guardianPhone',
  'occupation',
] as const
export type RosterField = (typeof ROSTER_FIELDS)[number]

/**
 * Headings as Chinese and English lists have them, in the form of `headingKey`. The first of a line is the plainest.
 * Chosen by hand from forms of schools and township clinics.
 */
const HEADINGS: Readonly<Record<RosterField, readonly string[]>> = {
  name: words('姓名 名字 学生姓名 患者姓名 居民姓名 学生 name fullname patientname studentname pupilname'),
  otherName: words('曾用名 别名 又名 小名 othername nickname alias formername'),
  sex: words('性别 sex gender'),
  birthDate: words(
    '出生日期 出生年月日 出生年月 生日 出生时间 birthdate dateofbirth dob birthday born dateofbirthdob',
  ),
  citizenId: words(
    '身份证号 身份证号码 公民身份号码 身份证 身份证件号码 身份证件号 证件号码 证件号 居民身份证号 学生身份证号 ' +
      '学生身份证号码 citizenid idnumber idcard idcardnumber nationalid idno identitynumber idcardno',
  ),
  phone: words(
    '手机号 手机 手机号码 电话 电话号码 联系电话 联系方式 本人电话 联系手机 phone mobile tel telephone ' +
      'phonenumber mobilephone mobilenumber cellphone contactnumber',
  ),
  school: words('学校 学校名称 就读学校 所在学校 毕业学校 school schoolname'),
  grade: words('年级 所在年级 级别 grade year yeargroup'),
  className: words('班级 班 班级名称 所在班级 班别 class classname form homeroom'),
  schoolNumber: words(
    '学号 学籍号 全国学籍号 学生编号 学籍号码 schoolnumber studentnumber studentid studentno schoolid pupilid rollnumber',
  ),
  otherNumber: words('其他证件号 护照号 护照号码 othernumber passport passportnumber passportno'),
  address: words(
    '住址 地址 家庭住址 家庭地址 现住址 居住地址 户籍地址 联系地址 户口所在地 address homeaddress residence',
  ),
  village: words('村 村居 村委会 行政村 居委会 社区 村组 village community'),
  guardianName: words(
    '监护人 监护人姓名 家长姓名 家长 父母姓名 法定监护人 guardian guardianname parent parentname',
  ),
  guardianRelation: words(
    '与监护人关系 监护人关系 家长关系 关系 与学生关系 与本人关系 relation relationship guardianrelation',
  ),
  guardianPhone: words(
    '监护人电话 监护人联系电话 家长电话 家长手机 家长联系电话 监护人手机 监护人手机号 家长手机号 监护人联系方式 ' +
      '家长联系方式 guardianphone parentphone guardianmobile parentmobile guardiantel',
  ),
  occupation: words('职业 工作 occupation job'),
}

function words(list: string): readonly string[] {
  return list.split(' ')
}

/** A heading without what differs from list to list: spaces, stars, brackets and what stands in them. */
function headingKey(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[([【〔{][^)\]】〕}]*[)\]】〕}]/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** The field that a heading names, and how surely: 1 where it is one of the known ones, less where it holds one. */
export function columnFieldOf(
  heading: string,
): { readonly field: RosterField; readonly confidence: number } | null {
  const key = headingKey(heading)
  if (key === '' || key.length > 20) return null
  const exact = ROSTER_FIELDS.find((field) => HEADINGS[field].includes(key))
  if (exact) return { field: exact, confidence: 1 }
  // The longest known heading inside says most: 学生监护人电话 is a guardian's telephone, not a telephone.
  let best: { field: RosterField; length: number } | null = null
  for (const field of ROSTER_FIELDS)
    for (const known of HEADINGS[field])
      if (isIn(key, known) && known.length > (best?.length ?? 0)) best = { field, length: known.length }
  return best && { field: best.field, confidence: 0.5 + 0.4 * (best.length / key.length) }
}

/** The last word of a Chinese heading is what it is about: 家长意见 is no parent. English ones may go on: Name (full). */
function isIn(key: string, known: string): boolean {
  return /\p{Script=Han}/u.test(known)
    ? known.length >= 2 && key.endsWith(known)
    : known.length >= 4 && key.includes(known)
}
