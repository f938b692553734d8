import { describe, expect, test } from 'vitest'
import { guessMapping } from './guess-mapping.ts'
import { columnFieldOf } from './headings.ts'
import { tableFrom, TODAY } from './roster.fixture.ts'

describe('a heading', () => {
  test.each([
    ['姓名', 'name'],
    [' 姓 名 *', 'name'],
    ['学生姓名（必填）', 'name'],
    ['性别', 'sex'],
    ['出生年月日', 'birthDate'],
    ['身份证号码', 'citizenId'],
    ['手机', 'phone'],
    ['联系电话', 'phone'],
    ['家长电话', 'guardianPhone'],
    ['学生监护人联系电话', 'guardianPhone'],
    ['监护人', 'guardianName'],
    ['学校名称', 'school'],
    ['年级', 'grade'],
    ['班级', 'className'],
    ['全国学籍号', 'schoolNumber'],
    ['家庭住址', 'address'],
    ['Name', 'name'],
    ['Date of Birth', 'birthDate'],
    ['DOB', 'birthDate'],
    ['National ID', 'citizenId'],
    ['Mobile phone', 'phone'],
    ['Guardian phone', 'guardianPhone'],
    ['Student ID', 'schoolNumber'],
  ])('%s names %s', (heading, field) => {
    expect(columnFieldOf(heading)?.field).toBe(field)
  })

  test.each(['序号', '备注', '视力', 'Remarks', '', '中心小学 2026 年秋季三年级学生名册（共 412 人）'])(
    '%j names nothing',
    (heading) => {
      expect(columnFieldOf(heading)).toBeNull()
    },
  )

  test('that is known word for word is surer than one that holds a known word', () => {
    expect(columnFieldOf('姓名')!.confidence).toBe(1)
    expect(columnFieldOf('现在的家庭住址')!.confidence).toBeLessThan(1)
  })
})

describe('a mapping', () => {
  test('gives each field one column, the surest', () => {
    const table = tableFrom(
      '序号,学生姓名,监护人姓名,性别,联系电话,家长电话,班级',
      '1,王小明,王大明,男,1,2,3',
    )
    expect(guessMapping(table, TODAY).mapping).toEqual({
      name: 1,
      guardianName: 2,
      sex: 3,
      phone: 4,
      guardianPhone: 5,
      className: 6,
    })
  })

  test('finds by what stands below where the heading says nothing', () => {
    const row = '王小明,男,430124201412311014,13800001234,2014-12-31'
    const table = tableFrom('甲,乙,丙,丁,戊', row, row, row, row)
    const { mapping, confidence } = guessMapping(table, TODAY)
    expect(mapping).toEqual({ sex: 1, citizenId: 2, phone: 3, birthDate: 4 })
    expect(confidence.citizenId).toBeLessThan(1)
  })

  test('leaves a column alone that is half something else', () => {
    const table = tableFrom('甲', '男', '王', '女', '李', '张')
    expect(guessMapping(table, TODAY).mapping).toEqual({})
  })
})
