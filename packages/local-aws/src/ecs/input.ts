import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { pageOf } from '../pages.ts'
import { AwsFault } from '../service-handler.ts'

/** The texts of a list of the input; the model check has seen that they are texts. */
export const stringsAt = (input: Json, name: string): readonly string[] => {
  const list = input[name]
  return Array.isArray(list) ? list.map(String) : []
}

export const objectsAt = (input: Json, name: string): readonly Json[] => {
  const list = input[name]
  return Array.isArray(list) ? list.filter(isObject) : []
}

/** A member of an input that the model requires. */
export const requiredAt = (input: Json, name: string): string => {
  const value = stringAt(input, name)
  if (value === undefined)
    throw new AwsFault('InvalidParameterException', `${name} can not be blank.`)
  return value
}

/** The page of a list that an input asks for; ECS hands out a hundred at most. */
export const askedPage = <Item>(all: readonly Item[], input: Json) => {
  const size = typeof input.maxResults === 'number' ? Math.min(input.maxResults, 100) : 100
  return pageOf(all, stringAt(input, 'nextToken'), size)
}

/** Refuses lists that are longer than ECS takes. */
export const atMost = (list: readonly string[], most: number, what: string): readonly string[] => {
  if (list.length > most)
    throw new AwsFault(
      'InvalidParameterException',
      `${what} cannot have more than ${most} elements`,
    )
  return list
}

/** Members that are undefined are absent in an answer. */
export const present = (members: Json): Json =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
