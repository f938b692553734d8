import type { Note } from '#domain/record/kinds/note.ts'

/** What one sentence of a note may have (`kinds/note.ts`). */
const SENTENCE_MAX = 4000
const SENTENCES_MAX = 400
/** Behind a Chinese mark with its closing quotes, and in the space behind a Latin one: `37.5` and `q.d.` stay whole. */
const END = /(?<=[。！？；][”’」』）)]*)(?![”’」』）)。！？；])|(?<=[!?.;]["'”’)]*)\s+/u

/** A text as the sentences of a note: lines first, then sentence ends; what nobody can see or print is left out. */
export function sentencesOf(text: string): Note['sentences'] {
  const lines = printable(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const found = lines
    .flatMap((line) => line.split(END))
    .map((part) => part.trim())
    .filter((part) => part !== '')
  // A list of measurements may have more lines than a note has sentences: then a line is the smallest part.
  const parts =
    found.length <= SENTENCES_MAX ? found : lines.length <= SENTENCES_MAX ? lines : [lines.join('\n')]
  return parts.flatMap((part) => cut(part)).map((part) => ({ text: part }))
}

function cut(part: string): string[] {
  const characters = Array.from(part)
  const pieces: string[] = []
  for (let i = 0; i < characters.length; i += SENTENCE_MAX)
    pieces.push(characters.slice(i, i + SENTENCE_MAX).join(''))
  return pieces
}

/** NFC, no control characters but line breaks: what a note takes. */
function printable(text: string): string {
  return (
    text
      .normalize('NFC')
      .replace(/\r\n?/g, '\n')
      // eslint-disable-next-line no-control-regex -- exactly these are left out
      .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
  )
}

/** Two texts that differ in line breaks and spaces alone say the same. */
export function saysTheSame(a: string, b: string): boolean {
  const words = (text: string) => printable(text).replace(/\s+/g, '')
  return words(a) === words(b)
}
