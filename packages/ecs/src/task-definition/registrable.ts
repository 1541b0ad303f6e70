import { UserError } from '@ci-kit/core/errors'
import { type Json, stringAt } from '@ci-kit/core/json'
import { withoutAnswerOnly } from './answer-only.ts'
import { containerLabel, containersOf } from './containers.ts'

/**
 * What RegisterTaskDefinition takes: without what only its answers hold.
 * Members that nobody knows stay as they are. Throws {@link UserError}, which
 * starts with `origin`, where ECS would refuse the document for want of a name.
 */
export const registrable = (document: Json, origin: string): Json => {
  const request = withoutAnswerOnly(document)
  if (stringAt(request, 'family') === undefined)
    throw new UserError(`${origin} has no 'family'. Add the name of its family.`)
  const containers = containersOf(request, origin)
  containers.forEach((container, at) => {
    for (const member of ['name', 'image'] as const) {
      if (stringAt(container, member) !== undefined) continue
      throw new UserError(
        `${origin}: ${containerLabel(container, at)} has no '${member}'. ${ADVICE[member]}`,
      )
    }
  })
  refuseRepeated(containers, origin)
  return request
}

const ADVICE = {
  name: 'Add it.',
  image: "Add it, or name it with the inputs 'image' or 'images'.",
} as const

const refuseRepeated = (containers: readonly Json[], origin: string): void => {
  const seen = new Set<unknown>()
  containers.forEach((container, at) => {
    if (seen.has(container.name))
      throw new UserError(`${origin} has ${containerLabel(container, at)} twice. Rename one.`)
    seen.add(container.name)
  })
}
