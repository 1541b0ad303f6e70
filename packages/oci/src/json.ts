import { isUtf8 } from 'node:buffer'
import { isObject, type Json, jsonIn } from '@ci-kit/core/json'

/** The object that the text spells, or `undefined` where it is not UTF-8, not JSON or not an object. */
export const parseObject = (text: string | Uint8Array): Json | undefined => {
  if (typeof text !== 'string' && !isUtf8(text)) return undefined
  const value = jsonIn(typeof text === 'string' ? text : Buffer.from(text).toString())
  return isObject(value) ? value : undefined
}

/** A member that must be a string to count, empty or not: Docker tells an empty one from none. Inherited members never count. */
export const stringIn = (object: Json, name: string): string | undefined => {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return typeof value === 'string' ? value : undefined
}
