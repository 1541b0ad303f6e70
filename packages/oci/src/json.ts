/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object that the text spells, or `undefined` where it is not JSON or not an object. */
export const parseObject = (text: string | Uint8Array): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(typeof text === 'string' ? text : utf8.decode(text))
    return isObject(value) ? value : undefined
  } catch (thrown) {
    // SyntaxError: not JSON; TypeError: not UTF-8. Both are the answer, not a failure.
    if (thrown instanceof SyntaxError || thrown instanceof TypeError) return undefined
    throw thrown
  }
}

/** A member that must be a string to count; inherited members never count. */
export const stringIn = (object: JsonObject, name: string): string | undefined => {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return typeof value === 'string' ? value : undefined
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
