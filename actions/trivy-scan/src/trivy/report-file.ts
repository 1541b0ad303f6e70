import { open } from 'node:fs/promises'
import { bytes } from '@ci-kit/core/amounts'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'

/** Parsed it takes several times as much memory, and a text in Node ends at 512 MiB. */
const LIMIT = 256 * 1024 * 1024

/**
 * Trivy's report. It throws for one that is missing, empty, too large, no JSON
 * or of another schema: without a report nothing is known about the subject.
 */
export const readReport = async (file: string, name: string, limit = LIMIT): Promise<Json> => {
  const refuse = (fault: string): UserError =>
    new UserError(
      `trivy ended well, but its report about ${name} ${fault}. Nothing is known about ${name}. Use trivy 0.74, which this action is made for, and report it if that does not help.`,
    )
  const report = parsed(await textOf(file, limit, refuse), refuse)
  if (report.SchemaVersion !== 2)
    throw refuse(`has the schema ${visible(String(report.SchemaVersion), 40)} instead of 2`)
  if (
    stringAt(report, 'ArtifactType') === undefined ||
    stringAt(report, 'ArtifactName') === undefined
  )
    throw refuse('does not say what it is about')
  if (report.Results !== undefined && report.Results !== null && !Array.isArray(report.Results))
    throw refuse('holds no list of results')
  return report
}

type Refuse = (fault: string) => UserError

const textOf = async (file: string, limit: number, refuse: Refuse): Promise<string> => {
  try {
    await using handle = await open(file)
    const { size } = await handle.stat()
    if (size === 0) throw refuse('is empty')
    if (size > limit)
      throw refuse(`has ${bytes(size)}, more than the ${bytes(limit)} that can be read`)
    return await handle.readFile('utf8')
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown
    if (systemCode(thrown) === 'ENOENT') throw refuse('was not written')
    throw refuse(`cannot be read (${visible(messageOf(thrown), 200)})`)
  }
}

const parsed = (text: string, refuse: Refuse): Json => {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch (thrown) {
    throw refuse(`is not JSON (${visible(messageOf(thrown), 200)})`)
  }
  throw refuse('is not a JSON object')
}
