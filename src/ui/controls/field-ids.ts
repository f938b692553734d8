/** Ids of the lines under a field, for `aria-describedby`. */
export interface FieldLines {
  readonly hint?: string | undefined
  readonly warning?: string | null | undefined
  readonly problem?: string | null | undefined
}

/** @returns the ids of the lines that are there, in reading order; undefined for none */
export function describedBy(id: string, { hint, warning, problem }: FieldLines): string | undefined {
  const ids = [problem && `${id}-problem`, warning && `${id}-warning`, hint && `${id}-hint`]
  return ids.filter(Boolean).join(' ') || undefined
}

/**
 * A name typed on a shared tablet must not teach its keyboard: Chromium on Android turns suggestions and learning
 * off for fields with these three, password managers pass by for the last two.
 */
export const SENSITIVE = {
  autocomplete: 'off',
  autocapitalize: 'off',
  autocorrect: 'off',
  spellcheck: 'false',
  'data-1p-ignore': '',
  'data-lpignore': 'true',
} as const
