import { isObject, type Json } from '@ci-kit/core/json'
import { withoutAnswerOnly } from '@ci-kit/ecs/task-definition/answer-only'

/** Whether two registered task definitions, whose images are known to be the same, are the same in all the rest. */
export const sameDefinition = (one: Json, other: Json): boolean =>
  canonical(withoutImages(one)) === canonical(withoutImages(other))

const withoutImages = (document: Json): Json => ({
  ...withoutAnswerOnly(document),
  containerDefinitions: containersOf(document).map((container) => ({ ...container, image: '' })),
})

const containersOf = ({ containerDefinitions }: Json): readonly Json[] =>
  Array.isArray(containerDefinitions) ? containerDefinitions.filter(isObject) : []

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(
          Object.entries(member).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : member,
  )

/** The images of a task definition by container, as it writes them. */
export const imagesIn = (document: Json): ReadonlyMap<string, string> =>
  new Map(
    containersOf(document).flatMap(({ name, image }): [string, string][] =>
      typeof name === 'string' && typeof image === 'string' ? [[name, image]] : [],
    ),
  )
