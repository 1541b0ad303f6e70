import { UserError } from '@ci-kit/core/errors'
import { numberedLines } from '@ci-kit/core/numbered-lines'
import { formatReference, type ImageReference, parseReference } from '@ci-kit/oci/reference'
import type { DatabaseKind } from './kind.ts'

/** More are a mistake; each costs time when all fail. */
const MOST_REPOSITORIES = 10

/**
 * The mirrors of a database in the order of asking. `text` has one reference a
 * line; empty lines and lines that start with # do not count; without a tag or
 * digest the tag is the version of the schema. All empty means trivy's own two.
 * Throws {@link UserError} that names the input and the line.
 */
export const parseDatabaseRepositories = (
  text: string,
  kind: Pick<DatabaseKind, 'inputs' | 'schema' | 'defaultRepositories'>,
): readonly ImageReference[] => {
  const given = entriesOf(text)
  const entries = given.length === 0 ? entriesOf(kind.defaultRepositories) : given
  const input = kind.inputs.repositories
  if (entries.length > MOST_REPOSITORIES)
    throw new UserError(
      `Input '${input}' has ${entries.length} lines. Name at most ${MOST_REPOSITORIES} mirrors.`,
    )
  const references = entries.map((entry) => reference(entry, input, kind.schema))
  const unique = new Map(references.map((each) => [formatReference(each), each]))
  return [...unique.values()]
}

const entriesOf = (text: string): readonly string[] => numberedLines(text).map(({ line }) => line)

const reference = (entry: string, input: string, schema: number): ImageReference => {
  try {
    const parsed = parseReference(entry)
    const isWhole = parsed.tag !== undefined || parsed.digest !== undefined
    return isWhole ? parsed : { ...parsed, tag: String(schema) }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(`Input '${input}': ${thrown.message}`)
  }
}
