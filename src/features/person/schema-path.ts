import { KINDS } from '#domain/record/kinds.ts'

/** As much of a valibot schema as is looked at here. */
interface Shape {
  readonly type: string
  readonly entries?: Readonly<Record<string, Shape>>
  readonly wrapped?: Shape
  readonly options?: readonly (Shape | string)[]
}

/**
 * The schemas that a path into the value of a kind leads to; several where the value is one of several shapes.
 * @param path such as `dose.value`
 */
export function shapesAt(
  kind: string,
  path: string,
): readonly { readonly type: string; readonly options: readonly string[] }[] {
  const whole = KINDS.get(kind)?.value as unknown as Shape | undefined
  let shapes = whole ? alternatives(whole) : []
  for (const step of path.split('.'))
    shapes = shapes.flatMap(({ entries }) => (entries?.[step] ? alternatives(entries[step]) : []))
  return shapes.map(({ type, options = [] }) => ({
    type,
    options: options.filter((option) => typeof option === 'string'),
  }))
}

function alternatives(shape: Shape): readonly Shape[] {
  if (shape.wrapped) return alternatives(shape.wrapped)
  if (shape.type !== 'variant') return [shape]
  return (shape.options ?? []).flatMap((option) => (typeof option === 'string' ? [] : alternatives(option)))
}

/** What a picklist at this path offers. */
export function optionsAt(kind: string, path: string): readonly string[] {
  return shapesAt(kind, path).flatMap(({ options }) => options)
}
