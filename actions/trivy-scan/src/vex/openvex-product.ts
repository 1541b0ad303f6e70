import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { unreadable } from './unreadable-vex.ts'

/** By what trivy knows a component: an address, which may be a package URL, or a package URL. */
export type VexComponent = {
  readonly '@id'?: string
  readonly identifiers?: { readonly purl: string }
}

/** Without subcomponents, everything in it. */
export type VexProduct = VexComponent & { readonly subcomponents: readonly VexComponent[] }

/** Throws {@link AttestationError} for what is no product; a component that nothing is known by stays, and matches nothing. */
export const parseProduct = (value: unknown, at: string): VexProduct => {
  if (!isObject(value)) throw unreadable(`a product of ${at} is no object`)
  const subcomponents = value.subcomponents ?? []
  if (!Array.isArray(subcomponents) || !subcomponents.every(isObject))
    throw unreadable(`the subcomponents of a product of ${at} are no list of objects`)
  return { ...parseComponent(value), subcomponents: subcomponents.map(parseComponent) }
}

const parseComponent = (value: Json): VexComponent => {
  const id = stringAt(value, '@id')
  const purl = stringAt(objectAt(value, 'identifiers'), 'purl')
  return {
    ...(id !== undefined && { '@id': id }),
    ...(purl !== undefined && { identifiers: { purl } }),
  }
}

/**
 * The product with the digest of one platform for that of the index. Trivy is
 * given one platform at a time and knows the image by that digest alone, so a
 * product that names the index would match nothing.
 */
export const ofPlatform = (product: VexProduct, index: string, platform: string): VexProduct => {
  const { '@id': id, identifiers, ...rest } = product
  const named = (text: string) => withDigest(text, index, platform)
  return {
    ...(id !== undefined && { '@id': named(id) }),
    ...(identifiers && { identifiers: { purl: named(identifiers.purl) } }),
    ...rest,
  }
}

/** `pkg:oci/app@sha256%3A…?repository_url=…`; the colon may stand as it is. */
const withDigest = (text: string, index: string, platform: string): string => {
  const [, name, version, rest] = /^(pkg:oci\/[^@?#]+)@([^?#]+)(.*)$/s.exec(text) ?? []
  if (version?.replace(/%3a/i, ':') !== index) return text
  return `${name}@${encodeURIComponent(platform)}${rest}`
}
