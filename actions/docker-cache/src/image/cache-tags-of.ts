import { type CacheEntry, entryName } from '../cache/cache-entry.ts'
import type { ImagePlan } from './image-plan.ts'

/** The tags of the image's repository among these caches. */
export const tagsOf = (
  { request }: Pick<ImagePlan, 'request'>,
  caches: readonly CacheEntry[],
): readonly string[] => {
  const start = `${request.repository.name}:`
  const names = caches.map(entryName).filter((name) => name.startsWith(start))
  return names.map((name) => name.slice(start.length))
}
