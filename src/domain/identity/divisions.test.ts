import { describe, expect, test } from 'vitest'
import { findDivision, hunanDivisions, nearestDivision } from './divisions.ts'
import { findTown, searchDivisions, townsOf } from './towns.ts'

describe('divisions', () => {
  test('are found by their code, with the way down to them', () => {
    expect(findDivision('430381')).toEqual({
      code: '430381',
      name: '湘乡市',
      level: 'county',
      path: ['湖南省', '湘潭市', '湘乡市'],
    })
    expect(findDivision('430000')).toMatchObject({ name: '湖南省', level: 'province' })
    expect(findDivision('433100')).toMatchObject({ name: '湘西土家族苗族自治州', level: 'prefecture' })
    expect(findDivision('430371')).toMatchObject({ level: 'zone' })
    expect(findDivision('431121')).toBeNull()
    expect(findDivision('4301')).toBeNull()
  })

  test('an old code still names its prefecture, and another province its province', () => {
    expect(nearestDivision('431121')?.name).toBe('永州市')
    expect(nearestDivision('440305')?.name).toBe('广东省')
    expect(nearestDivision('990000')).toBeNull()
  })

  test('Hunan has 14 prefectures and 122 counties, and every town lies in one of them', () => {
    const levels = hunanDivisions().map((each) => each.level)
    expect(levels.filter((level) => level === 'prefecture')).toHaveLength(14)
    expect(levels.filter((level) => level === 'county')).toHaveLength(122)
    const towns = hunanDivisions().flatMap((each) => townsOf(each.code))
    expect(towns).toHaveLength(2008)
    expect(towns.every((town) => findTown(town.code)?.name === town.name)).toBe(true)
    expect(new Set(towns.map((town) => town.code)).size).toBe(2008)
  })
})

describe('looking for a place', () => {
  test('finds by part of a name, the wider place first', () => {
    expect(searchDivisions('浏阳')[0]).toMatchObject({ code: '430181', name: '浏阳市' })
    expect(searchDivisions('浏阳 大瑶')[0]).toMatchObject({ name: '大瑶镇', level: 'town' })
    expect(
      searchDivisions('湘潭')
        .slice(0, 2)
        .map((each) => each.name),
    ).toEqual(['湘潭市', '湘潭县'])
  })

  test('finds by the start of a code', () => {
    expect(searchDivisions('430102', 100).every((each) => each.code.startsWith('430102'))).toBe(true)
    expect(searchDivisions('430102')[0]).toMatchObject({ name: '芙蓉区' })
  })

  test('finds nothing for nothing, and no more than asked', () => {
    expect(searchDivisions('  ')).toEqual([])
    expect(searchDivisions('没有这个地方')).toEqual([])
    expect(searchDivisions('镇', 7)).toHaveLength(7)
  })
})
