import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { Workspace } from '@ci-kit/core/workspace'
import { type Place, whereIs } from './place.ts'
import type { Settings } from './settings/settings.ts'

/**
 * The folders and files that a component names and the checkout does not have,
 * a clause for each, for {@link missingProblem}. Only what is written counts:
 * a Dockerfile that it would have by default is looked for when it is built.
 */
export const missingPaths = (
  entry: Json,
  { workingDirectory, image }: Settings,
  place: Place,
  workspace: Workspace,
): readonly string[] => {
  const { file, context } = image.kind === 'image' ? image.image : {}
  const named = [
    { members: ['path'], path: folderOf(entry), kind: 'folder' },
    { members: ['working-directory'], path: workingDirectory, kind: 'folder' },
    { members: ['image', 'context'], path: context, kind: 'folder' },
    { members: ['image', 'file'], path: file, kind: 'file' },
  ]
  return named.flatMap(({ members, path, kind }) =>
    path === undefined || workspace.kindOf(path) === kind
      ? []
      : [
          `${whereIs({ ...place, members })}: '${visible(path, 200)}' is no ${kind} of the checkout`,
        ],
  )
}

/** As detect-changes reads it, which refuses what is no text; `.` for the root. */
const folderOf = ({ path }: Json): string | undefined => {
  if (typeof path !== 'string') return undefined
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  return names.join('/') || '.'
}

/** An annotation is read in a list of others. */
const MOST_SHOWN = 10

/** One error for all that {@link missingPaths} found in a document. */
export const missingProblem = (origin: string, missing: readonly string[]): UserError => {
  const more = missing.length - MOST_SHOWN
  const shown = missing.slice(0, MOST_SHOWN).join('; ')
  return new UserError(
    `${origin}, ${shown}${more > 0 ? `; and ${more} more` : ''}. No change would ever select such a component, or its jobs could not run. Correct what is written, or remove the component. If it is right, check out the whole repository before this step, with its submodules.`,
  )
}
