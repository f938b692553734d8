/**
 * What people type on a Chinese keyboard, as the digits and letters they mean: full-width forms become plain ones,
 * every kind of space and invisible mark goes, every dash is a hyphen.
 */
export function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[\u2010-\u2015\u2212\u30fc]/g, '-')
}
