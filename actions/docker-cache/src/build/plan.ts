import { UserError } from '@ci-kit/core/errors'
import type { Context } from '@ci-kit/core/event'
import { untrustedBecause } from '@ci-kit/core/trust'
import { cacheScopes, cacheTag } from '../cache/cache-refs.ts'
import type { Inputs } from '../inputs.ts'
import { defaultTag } from '../tags/default-tag.ts'
import type { BuildPlan } from './build-command.ts'

export type Plan = BuildPlan & {
  /** What was decided against the author's expectation, and why. */
  readonly notices: readonly string[]
}

/** Decides a build: what it reads, writes and is called. Follows from the inputs and the event alone. */
export const planBuild = (inputs: Inputs, context: Context): Plan => {
  const repository = inputs.repository.name
  const cacheRef = (scope: string) => `${repository}:${cacheTag(scope)}`
  const scopes = cacheScopes(inputs.cacheScope, context)
  const untrusted = untrustedBecause(context)
  const push = inputs.push && untrusted === undefined
  return {
    context: inputs.context,
    file: inputs.file,
    target: inputs.target,
    platforms: inputs.platforms,
    buildArgs: inputs.buildArgs,
    references: tagsOf(inputs, context, push).map((tag) => `${repository}:${tag}`),
    push,
    cacheFrom: scopes.read.map(cacheRef),
    cacheTo:
      'scope' in scopes.write
        ? { ref: cacheRef(scopes.write.scope), mode: inputs.cacheMode }
        : undefined,
    notices: [
      ...(inputs.push && untrusted ? [`The image is built but not pushed: ${untrusted}.`] : []),
      ...('none' in scopes.write ? [`No cache is written: ${scopes.write.none}.`] : []),
    ],
  }
}

const tagsOf = ({ tags }: Inputs, context: Context, push: boolean): readonly string[] => {
  if (tags.length > 0) return tags
  const tag = defaultTag(context)
  if (tag) return [tag]
  if (!push) return []
  throw new UserError(
    "Input 'tags' is not set, and the run has no branch or tag to name the image by. Set 'tags'.",
  )
}
