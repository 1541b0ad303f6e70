import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'

/** What setting targets to a task definition would change. */
export type TargetChange = {
  /** The whole targets to write; empty when nothing changes. */
  readonly changed: readonly Json[]
  /** Targets of the families that are deployed, changed or not. */
  readonly matching: number
  /** Task definitions of the other targets, without revisions. */
  readonly others: readonly string[]
}

/**
 * Targets get the revision of their own family, one of `taskDefinitions`; all
 * else of them is kept. One that names no revision takes the newest by itself
 * and stays. A task definition that is not registered yet comes without its
 * revision, or as the name of its family alone where the account is not known.
 */
export const targetChange = (
  targets: readonly Json[],
  taskDefinitions: readonly string[],
): TargetChange => {
  const references = targets.flatMap((target) => {
    const reference = referenceOf(target)
    if (reference === undefined) return []
    return [{ target, reference, wanted: taskDefinitions.find(isOfFamily(reference)) }]
  })
  const changed = references.flatMap(({ target, reference, wanted }) =>
    wanted === undefined || reference === wanted || reference === familyArn(reference)
      ? []
      : [withTaskDefinition(target, wanted)],
  )
  const others = references.filter(({ wanted }) => wanted === undefined)
  return {
    changed,
    matching: references.length - others.length,
    others: [...new Set(others.map(({ reference }) => familyArn(reference)))],
  }
}

const isOfFamily =
  (reference: string) =>
  (wanted: string): boolean =>
    wanted.startsWith('arn:')
      ? familyArn(reference) === familyArn(wanted)
      : familyArn(reference).endsWith(`:task-definition/${wanted}`)

const referenceOf = (target: Json): string | undefined =>
  stringAt(objectAt(target, 'EcsParameters'), 'TaskDefinitionArn')

/** `arn:…:task-definition/web` of `arn:…:task-definition/web:7`. */
const familyArn = (reference: string): string => reference.replace(/:\d+$/, '')

const withTaskDefinition = (target: Json, TaskDefinitionArn: string): Json => ({
  ...withoutNulls(target),
  EcsParameters: { ...withoutNulls(objectAt(target, 'EcsParameters') ?? {}), TaskDefinitionArn },
})

/** Members that AWS writes as null are not there; it refuses them when they are sent back. */
export const withoutNulls = (document: Json): Json =>
  Object.fromEntries(
    Object.entries(document)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, kept(value)]),
  )

const kept = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(kept)
  return isObject(value) ? withoutNulls(value) : value
}
