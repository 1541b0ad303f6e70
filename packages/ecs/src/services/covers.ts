import { isObject } from '@ci-kit/core/json'

/**
 * Whether what a service has is what is asked. Members that were not asked
 * about do not count, because ECS adds its defaults; nor does the order of
 * lists, which means nothing in subnets, groups, volumes and strategies.
 */
export const covers = (present: unknown, asked: unknown): boolean => {
  if (Array.isArray(asked)) return Array.isArray(present) && sameItems(present, asked)
  if (!isObject(asked)) return Object.is(present, asked)
  return (
    isObject(present) &&
    Object.entries(asked).every(
      ([name, value]) =>
        value === undefined || (Object.hasOwn(present, name) && covers(present[name], value)),
    )
  )
}

const sameItems = (present: readonly unknown[], asked: readonly unknown[]): boolean => {
  const left = [...present]
  return (
    present.length === asked.length &&
    asked.every((item) => {
      const at = left.findIndex((candidate) => covers(candidate, item))
      if (at !== -1) left.splice(at, 1)
      return at !== -1
    })
  )
}
