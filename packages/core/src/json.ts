/** A JSON object from outside, of which nothing is known yet. */
export type Json = { readonly [member: string]: unknown }

/** Whether a value that was read from JSON is an object, not a list. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The member `name` when it is an object. Inherited members never count, here and below. */
export const objectAt = (from: Json | undefined, name: string): Json | undefined => {
  const value = ownMember(from, name)
  return isObject(value) ? value : undefined
}

/** The member `name` when it is a string that is not empty. */
export const stringAt = (from: Json | undefined, name: string): string | undefined => {
  const value = ownMember(from, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The member `name` when it is a whole number that is not negative. */
export const countAt = (from: Json | undefined, name: string): number | undefined => {
  const value = ownMember(from, name)
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined
}

const ownMember = (from: Json | undefined, name: string): unknown =>
  from !== undefined && Object.hasOwn(from, name) ? from[name] : undefined

/** The value that a text spells, or `undefined` where it is not JSON; the caller says what that means. */
export const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}
