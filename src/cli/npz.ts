import { readFile } from 'node:fs/promises'
import { parseNpy, type NpyArray } from './npz/npy.ts'
import { zipMemberBytes, zipMembers } from './npz/zip.ts'

/** A numpy archive: named arrays, each unpacked when it is asked for. */
export interface Npz {
  has(name: string): boolean
  /** @throws Error where there is no such array or it is damaged */
  array(name: string): NpyArray
  /** An array of text. */
  texts(name: string): readonly string[]
  /** An array of numbers. */
  numbers(name: string): Exclude<NpyArray['values'], readonly string[]>
}

export async function openNpz(path: string): Promise<Npz> {
  const archive = new Uint8Array(await readFile(path))
  const members = new Map(zipMembers(archive).map((member) => [member.name.replace(/\.npy$/, ''), member]))
  const array = (name: string): NpyArray => {
    const member = members.get(name)
    if (member === undefined) throw new Error(`${path} has no array ${name}`)
    return parseNpy(zipMemberBytes(archive, member))
  }
  return {
    has: (name) => members.has(name),
    array,
    texts(name) {
      const { values } = array(name)
      if (!Array.isArray(values)) throw new Error(`${name} is not text`)
      return values as readonly string[]
    },
    numbers(name) {
      const { values } = array(name)
      if (Array.isArray(values)) throw new Error(`${name} is text`)
      return values as Exclude<NpyArray['values'], readonly string[]>
    },
  }
}
