import { UserError } from '@ci-kit/core/errors'
import type { Component } from './component.ts'

/**
 * Entries of one image need caches and tags of their own: else the last one
 * to end would replace what the others wrote. Throws {@link UserError} where
 * nothing tells two of them apart; answers the entries with their suffixes.
 */
export const withSharedImages = (components: readonly Component[]): readonly Component[] => {
  const byImage = Map.groupBy(components, ({ imageName }) => imageName)
  for (const [image, entries] of byImage) {
    for (const [index, one] of entries.entries()) {
      for (const other of entries.slice(index + 1)) refuseTwins(image, one, other)
    }
  }
  return components.map((component) =>
    (byImage.get(component.imageName) ?? []).length > 1
      ? { ...component, scopeSuffix: component.name }
      : component,
  )
}

const refuseTwins = (image: string, one: Component, other: Component): void => {
  const both = `Input 'components': '${one.name}' and '${other.name}' both have the image-name '${image}'`
  if (one.target === other.target && one.cacheScope === other.cacheScope)
    throw new UserError(
      `${both}, and neither 'target' nor 'cache-scope' tells them apart. Give one of them another image-name.`,
    )
  const shared = one.tags.find((tag) => other.tags.includes(tag))
  if (shared === undefined && one.tags.length + other.tags.length > 0) return
  throw new UserError(
    `${both} and the same tags. Give each 'tags' of its own, so that neither image replaces the other.`,
  )
}
