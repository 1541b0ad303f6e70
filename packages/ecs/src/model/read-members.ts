import { isObject, type Json, stringAt } from '@ci-kit/core/json'

/** The member when it is a string, otherwise ''. */
export const textAt = (from: Json | undefined, name: string): string => stringAt(from, name) ?? ''

/** The member when it is a number that is not NaN or infinite. */
export const numberAt = (from: Json | undefined, name: string): number | undefined => {
  const value = from !== undefined && Object.hasOwn(from, name) ? from[name] : undefined
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** A count of tasks; what is missing counts as none. */
export const tasksAt = (from: Json | undefined, name: string): number =>
  Math.max(0, Math.trunc(numberAt(from, name) ?? 0))

export const flagAt = (from: Json | undefined, name: string): boolean =>
  from !== undefined && Object.hasOwn(from, name) && from[name] === true

/** Milliseconds since the epoch of a time that AWS writes in seconds. */
export const timeAt = (from: Json | undefined, name: string): number | undefined => {
  const seconds = numberAt(from, name)
  return seconds === undefined ? undefined : Math.round(seconds * 1000)
}

/** The objects of a list; empty when there is no list. */
export const objectsAt = (from: Json | undefined, name: string): readonly Json[] =>
  valuesAt(from, name).filter(isObject)

/** The strings of a list that are not empty. */
export const textsAt = (from: Json | undefined, name: string): readonly string[] =>
  valuesAt(from, name)
    .filter((value) => typeof value === 'string' && value !== '')
    .map(String)

const valuesAt = (from: Json | undefined, name: string): readonly unknown[] => {
  const value = from !== undefined && Object.hasOwn(from, name) ? from[name] : undefined
  return Array.isArray(value) ? value : []
}

/** The member when it is one of the choices. */
export const oneAt = <Choice extends string>(
  from: Json | undefined,
  name: string,
  choices: readonly Choice[],
): Choice | undefined => {
  const text = stringAt(from, name)
  return choices.find((choice) => choice === text)
}
