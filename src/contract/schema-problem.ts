import type { BaseIssue } from 'valibot'
import { getDotPath } from 'valibot'
import { bad } from '#domain/problem.ts'

/**
 * Says as a problem what a valibot schema found wrong first.
 * @param code of the problem, such as `pack-manifest-invalid`
 * @param subject begins the sentence: "The model pack"
 */
export function schemaProblem(
  code: string,
  subject: string,
  issues: readonly [BaseIssue<unknown>, ...unknown[]],
) {
  const where = getDotPath(issues[0]) ?? ''
  const why = issues[0].message.slice(0, 200)
  return bad(
    code,
    `${subject} cannot be used: ${where === '' ? why : `${where}: ${why}`}.`,
    'Install it again from a source you trust.',
    {
      path: where,
      why,
    },
  )
}
