import type { Json } from '@ci-kit/core/json'
import type { NormalizedSchema } from '@smithy/core/schema'

/** The input of a Query request, `TargetGroupArns.member.1=…`, as JSON in the shape of its model. */
export const queryInput = (form: URLSearchParams, model: NormalizedSchema): Json => {
  const input: Record<string, unknown> = {}
  for (const [name, schema] of model.structIterator()) {
    const value = valueAt(form, name, schema)
    if (value !== undefined) input[name] = value
  }
  return input
}

const valueAt = (form: URLSearchParams, path: string, schema: NormalizedSchema): unknown => {
  if (schema.isListSchema()) return listAt(form, path, schema.getValueSchema())
  if (schema.isStructSchema()) return structureAt(form, path, schema)
  const text = form.get(path)
  if (text === null) return undefined
  if (schema.isNumericSchema()) return Number(text)
  if (schema.isBooleanSchema()) return text === 'true'
  return text
}

const listAt = (
  form: URLSearchParams,
  path: string,
  schema: NormalizedSchema,
): readonly unknown[] | undefined => {
  const items: unknown[] = []
  for (;;) {
    const item = valueAt(form, `${path}.member.${items.length + 1}`, schema)
    if (item === undefined) break
    items.push(item)
  }
  return items.length > 0 || form.has(path) ? items : undefined
}

const structureAt = (
  form: URLSearchParams,
  path: string,
  schema: NormalizedSchema,
): Json | undefined => {
  const members: Record<string, unknown> = {}
  for (const [name, member] of schema.structIterator()) {
    const value = valueAt(form, `${path}.${name}`, member)
    if (value !== undefined) members[name] = value
  }
  return Object.keys(members).length > 0 ? members : undefined
}
