import type { TrueSphere } from './drawn.ts'

/** Brightness of tissues in a T1-weighted picture. */
const T1 = {
  ...{ air: 0, skin: 620, fat: 860, bone: 70, marrow: 420, csf: 130, grey: 430, white: 640, muscle: 360 },
  ...{ eye: 150, disc: 240 },
} as const

type Surface = (x: number, y: number) => number

/**
 * Brightness of one point of a head (LPS, mm, the middle of the brain near the origin); bodies within bodies, the border
 * of grey and white folded.
 * @param fold a smooth random surface (`hills`)
 */
export function headAt(x: number, y: number, z: number, lesion: TrueSphere, fold: Surface): number {
  if (Math.abs(x) > 77 || y > 96 || z > 99) return T1.air
  const head = within(x, y + 2, z - 6, 76, 97, 92)
  const face = within(x, y + 50, z + 66, 52, 50, 66)
  const neck = z < -40 ? within(x, y - 24, 0, 54, 56, 1) : 9
  const outer = Math.min(head, face, neck)
  if (outer > 1) return within(x, y + 102, z + 52, 9, 14, 19) < 1 ? T1.skin : T1.air
  const toBase = z - baseOfSkull(y)
  if (toBase < 0) return toBase > -4 && head < 0.9 ? T1.bone : below(x, y, z, outer)
  const skull = within(x, y + 2, z - 9, 69, 89, 83)
  if (skull > 1) return head > 0.972 ? T1.skin : T1.fat
  const vault = within(x, y + 2, z - 9, 64.5, 84, 78)
  if (vault > 1) return skull > 0.975 || vault < 1.02 ? T1.bone : T1.marrow
  return toBase < 2.5 ? T1.csf : brain(x, y, z, lesion, fold)
}

/** High in front over the eyes, deep behind under the cerebellum. */
function baseOfSkull(y: number): number {
  const t = Math.min(1, Math.max(0, (y + 34) / 66))
  return -24 - 42 * t * t * (3 - 2 * t) + 0.22 * Math.max(0, -y - 30)
}

/** Face, muscles, spine: what lies under the skull. */
function below(x: number, y: number, z: number, depth: number): number {
  if (depth > 0.965) return T1.skin
  if (depth > 0.9) return T1.fat
  const eye = Math.hypot(Math.abs(x) - 32, y + 72, z + 38)
  if (eye < 12.5) return eye > 11.5 ? T1.muscle : T1.eye
  if (eye < 18 && y > -90) return T1.fat
  const nose = Math.hypot(x / 14, (y + 70) / 26, (z + 58) / 20)
  if (nose < 1) return Math.abs(x) < 1.4 || Math.abs(Math.sin(z / 4.2)) < 0.22 ? T1.grey : 20
  if (Math.hypot((Math.abs(x) - 30) / 13, (y + 62) / 17, (z + 64) / 13) < 1) return 15
  const throat = Math.hypot(x / 11, (y + 12 - 0.05 * z) / 6)
  if (z < -66 && throat < 1) return 18
  if (Math.hypot(x / 26, (y + 50) / 32, (z + 96) / 14) < 1)
    return T1.muscle + 60 + 24 * Math.sin(z / 2 + y / 6)
  const jaw = Math.hypot(x / 42, (y + 46) / 44)
  if (z < -88 && z > -106 && jaw > 0.86 && jaw < 1) return T1.marrow + 120
  return spine(x, y, z) ?? T1.muscle + 60 * Math.sin(x / 5 + z / 9) * Math.sin(y / 6)
}

function spine(x: number, y: number, z: number): number | null {
  const cord = Math.hypot(x, y - 34)
  if (cord < 9.5) return cord < 5.5 ? T1.white - 60 : T1.csf
  if (z > -64) return null
  if (Math.hypot(x / 14, (y - 14) / 11) < 1) {
    const level = Math.abs(((z + 209.5) % 19) - 9.5)
    return level > 7.4 ? T1.disc : level > 6.8 ? T1.bone : T1.marrow + 60
  }
  const process = Math.hypot(x / 5, (y - 56) / 11)
  return process < 1 && (z + 209.5) % 19 < 11 ? T1.marrow : null
}

function brain(x: number, y: number, z: number, lesion: TrueSphere, fold: Surface): number {
  const [lx, ly, lz] = lesion.centreMm
  if (Math.hypot(x - lx, y - ly, z - lz) < lesion.diameterMm / 2) return lesion.value
  const small = within(Math.abs(x) * 0.96, y - 47, z + 36, 50, 35, 23)
  if (small < 1) return cerebellum(x, y, z, small, fold)
  // The stem leans forwards as it rises; the fluid around it.
  const stem = Math.hypot(x / 14, (y - 16 - 0.35 * (z + 30)) / (z > -34 && z < -14 ? 15 : 11))
  if (z < -2 && stem < 1) return T1.white - 30
  if (small < 1.09 || (z < -12 && stem < 1.35) || (z < -30 && y > 0)) return T1.csf
  return middle(x, y, z) ?? cortex(x, y, z, fold)
}

/** Corpus callosum, ventricles, thalamus and the nuclei beside it. */
function middle(x: number, y: number, z: number): number | null {
  const [side, arch] = [Math.abs(x), Math.hypot((y + 2) / 41, (z - 6) / 29)]
  const hollow = Math.hypot((y + 2) / 34, (z - 6) / 21)
  if (side < 1.4 && Math.hypot((y - 2) / 15, (z + 1) / 10) < 1) return T1.csf
  const horn = Math.hypot((side - 7.5 - 0.004 * y * y) / 6.5, (y + 2) / 35, (z - 16 + 0.008 * y * y) / 9)
  if (horn < 1 && side > 1) return T1.csf
  if (hollow >= 1 && Math.hypot(side / 20, (arch - 0.88) / 0.15) < 1 && z > 0) return T1.white + 50
  if (Math.hypot((side - 10) / 10, (y - 8) / 16, (z - 1) / 10) < 1) return T1.grey + 50
  const nucleus = Math.hypot((side - 25) / 7, (y + 8) / 21, (z - 3) / 13)
  return nucleus < 1 ? T1.grey + 35 : null
}

/** A ribbon of grey along the surface and down both walls of every furrow; fluid in the furrows and between the halves. */
function cortex(x: number, y: number, z: number, fold: Surface): number {
  const inward = (1 - within(x, y + 2, z - 9, 62, 81.5, 75)) * 68
  if (inward < 0) return T1.csf
  const turn = Math.atan2(y + 2, x)
  const lift = Math.atan2(z - 9, Math.hypot(x, y + 2))
  const bend = 0.22 * fold(inward / 11 + 5 * turn, 5 * lift)
  const wave = fold(8 + turn * 5.6 + bend, 30 + lift * 6.2 + bend) + 0.5 * fold(40 + turn * 11, lift * 11 + 7)
  const reach = 15 + 5 * fold(turn * 4, lift * 4)
  const furrow = Math.hypot(Math.abs(wave) * 7.2, Math.max(0, inward - reach))
  const apart = Math.abs(x) - 0.2 + 40 * Math.max(0, 1.02 - Math.hypot((y + 2) / 42, (z - 6) / 30))
  const floor = z - baseOfSkull(y) - 2.5
  const distance = Math.min(inward, furrow, apart, y < 6 ? floor : 99)
  if (distance < 1.1) return T1.csf
  if (distance < 4.3) return T1.grey + 12 * fold(x / 9, z / 9)
  return T1.white + 14 * fold(x / 16, y / 16)
}

function cerebellum(x: number, y: number, z: number, body: number, fold: Surface): number {
  if (Math.abs(x) < 5 && Math.hypot((y - 24) / 7, (z + 32) / 10) < 1) return T1.csf
  const leaf = Math.sin((1 - body) * 44 + 3 * fold(x / 18, (y + z) / 14))
  if (body > 0.86) return leaf > 0.62 ? T1.csf + 110 : T1.grey
  return body < 0.42 ? T1.white - 30 : leaf > 0.35 ? T1.white - 70 : T1.grey
}

function within(x: number, y: number, z: number, rx: number, ry: number, rz: number): number {
  return Math.sqrt((x / rx) ** 2 + (y / ry) ** 2 + (z / rz) ** 2)
}
