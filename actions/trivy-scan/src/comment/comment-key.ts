import { UserError } from '@ci-kit/core/errors'

const MAX_LENGTH = 200

/**
 * What tells this comment from others of the action on the same pull request:
 * input `comment-key`, or the workflow's file and the job's id. The jobs of a
 * matrix have one id.
 */
export const commentKey = (input: string, workflow: string, job: string): string => {
  const key = input.trim() || [workflow, job].filter((part) => part !== '').join('/') || 'default'
  if (key.length <= MAX_LENGTH) return key
  throw new UserError(
    `Input 'comment-key' has ${key.length} characters. Use at most ${MAX_LENGTH}, such as the name of the image.`,
  )
}

/** The first line of the comment, which does not show. Whatever the key holds, it cannot end it. */
export const markerOf = (key: string): string => `<!-- ci-kit/trivy-scan:${escaped(key)} -->`

const escaped = (key: string): string =>
  key
    .toWellFormed()
    .replace(/[^\w./-]+/g, encodeAll)
    .replace(/--+/g, (dashes) => '%2D'.repeat(dashes.length))

/** encodeURIComponent leaves some characters as they are. */
const encodeAll = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')
