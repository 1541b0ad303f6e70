import type { Place } from './planned-statement.ts'

/** One of the items of a manifest, with its own word for that manifest. */
export type Placed<T> = { readonly item: T; readonly place: Place }

/** Every manifest once, with the items that have it among their places, in the order in which they come. */
export const byPlace = <T>(
  items: readonly T[],
  placesOf: (item: T) => readonly Place[],
): readonly (readonly [Placed<T>, ...Placed<T>[]])[] => {
  const groups = new Map<string, [Placed<T>, ...Placed<T>[]]>()
  for (const item of items)
    for (const place of placesOf(item)) {
      const key = placeKey(place)
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [{ item, place }])
      else group.push({ item, place })
    }
  return [...groups.values()]
}

/** Whether both name the same manifest of the same repository. */
export const isSamePlace = (a: Place, b: Place): boolean => placeKey(a) === placeKey(b)

const placeKey = ({ image, manifest }: Place): string =>
  `${image.name}@${manifest.descriptor.digest}`
