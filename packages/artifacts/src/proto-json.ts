import { isObject, type Json } from '@ci-kit/core/json'

/**
 * A member by its name in the service's definition, `signed_url`. A reader has
 * to take `signedUrl` for the same (protobuf.dev, ProtoJSON): GitHub's server
 * writes the one, and that of nektos/act the other.
 */
export const protoMember = (from: Json, name: string): unknown => {
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const found = [name, camel].find((spelling) => Object.hasOwn(from, spelling))
  return found === undefined ? undefined : from[found]
}

/** The same when it is a text that is not empty. */
export const protoText = (from: Json, name: string): string | undefined => {
  const value = protoMember(from, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** An address of http or https, undefined for anything else. */
export const protoAddress = (from: Json, name: string): string | undefined => {
  const url = protoText(from, name) ?? ''
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : undefined
}

/** The objects in a list, which may be left out when it is empty; undefined for anything else. */
export const protoObjects = (from: Json, name: string): readonly Json[] | undefined => {
  const list: unknown = protoMember(from, name) ?? []
  return Array.isArray(list) && list.every(isObject) ? list : undefined
}
