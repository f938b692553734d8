import * as v from 'valibot'
import { bad, type Outcome, good } from '#domain/problem.ts'
import { schemaProblem } from './schema-problem.ts'

/**
 * Reads one JSON file of a pack: calibration, gate, golden case.
 * @param code of the problem where it is not what the schema says
 * @param subject begins the sentence: "The gate of the pack"
 */
export function parsePackJson<S extends v.GenericSchema>(
  schema: S,
  json: string,
  code: string,
  subject: string,
): Outcome<v.InferOutput<S>> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return bad(
      code,
      `${subject} cannot be used: it is not JSON.`,
      'Install it again from a source you trust.',
    )
  }
  const result = v.safeParse(schema, value, { abortEarly: true })
  return result.success ? good(result.output) : schemaProblem(code, subject, result.issues)
}
