import type { ImageRequest } from '../image/image-request.ts'
import { repositoryOf } from '../inputs/repository.ts'
import type { Inputs } from '../inputs.ts'
import { parseTagRules } from '../tags/tag-rules.ts'

/** The one image that inputs without components ask for. */
export const onlyRequest = (inputs: Inputs): ImageRequest => {
  const repository = repositoryOf(inputs.registry, inputs.imageName)
  return {
    name: '',
    repository,
    options: inputs.options,
    tags: parseTagRules(inputs.tags, repository),
    cacheScope: inputs.cache.scope,
    scopeSuffix: '',
    output: inputs.output,
  }
}
