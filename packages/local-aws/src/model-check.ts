import { isObject } from '@ci-kit/core/json'
import type { NormalizedSchema } from '@smithy/core/schema'
import { requiredMembers } from './model.ts'

/** What differs from the official model, each as a path: `containerDefinitions[0].name`. */
type ModelFindings = {
  /** Required members that are missing, and values of the wrong type, in words. */
  readonly violations: readonly string[]
  /** Members that the model does not know. */
  readonly unknown: readonly string[]
}

/** Compares an input or an answer with its model. Which values an enumeration has is not in the model. */
export const compareWithModel = (value: unknown, schema: NormalizedSchema): ModelFindings =>
  checkValue(value, schema, '')

const NOTHING: ModelFindings = { violations: [], unknown: [] }

const checkValue = (value: unknown, schema: NormalizedSchema, path: string): ModelFindings => {
  if (value === null || value === undefined || schema.isDocumentSchema()) return NOTHING
  if (schema.isStructSchema()) return checkStructure(value, schema, path)
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return wrongType(path, 'a list')
    return all(value.map((item, at) => checkValue(item, schema.getValueSchema(), `${path}[${at}]`)))
  }
  if (schema.isMapSchema()) {
    if (!isObject(value)) return wrongType(path, 'a map')
    return all(
      Object.entries(value).map(([key, item]) =>
        checkValue(item, schema.getValueSchema(), `${path}.${key}`),
      ),
    )
  }
  const expected = scalarOf(schema)
  return expected === undefined || typeof value === expected.type
    ? NOTHING
    : wrongType(path, expected.words)
}

const checkStructure = (value: unknown, schema: NormalizedSchema, path: string): ModelFindings => {
  if (!isObject(value)) return wrongType(path, 'a structure')
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  const members = schema.getMemberSchemas()
  const missing = requiredMembers(schema).filter((name) => (value[name] ?? undefined) === undefined)
  const found = Object.entries(value).map(([name, member]) => {
    const memberSchema = Object.hasOwn(members, name) ? members[name] : undefined
    return memberSchema === undefined
      ? { violations: [], unknown: [at(name)] }
      : checkValue(member, memberSchema, at(name))
  })
  return all([
    { violations: missing.map((name) => `${at(name)} is required`), unknown: [] },
    ...found,
  ])
}

const scalarOf = (schema: NormalizedSchema) => {
  if (schema.isNumericSchema() || schema.isTimestampSchema())
    return { type: 'number', words: 'a number' }
  if (schema.isBooleanSchema()) return { type: 'boolean', words: 'a boolean' }
  if (schema.isStringSchema() || schema.isBlobSchema()) return { type: 'string', words: 'a string' }
  return undefined
}

const wrongType = (path: string, expected: string): ModelFindings => ({
  violations: [`${path === '' ? 'the input' : path} is not ${expected}`],
  unknown: [],
})

const all = (findings: readonly ModelFindings[]): ModelFindings => ({
  violations: findings.flatMap(({ violations }) => violations),
  unknown: findings.flatMap(({ unknown }) => unknown),
})
