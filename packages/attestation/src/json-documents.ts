import { isUtf8 } from 'node:buffer'
import { UserError } from '@ci-kit/core/errors'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parseObject } from '@ci-kit/oci/json'
import { type NamedFile, readCapped } from './capped-file.ts'

/** An object of a file, with the number of its line when it has one of its own. */
export type JsonDocument = { readonly document: Json; readonly line?: number }

/** A file, and how its reader talks about it. */
type WantedFile = NamedFile & { readonly path: string }

/**
 * The objects of a file that holds one in JSON, or several in JSON lines.
 * Throws {@link UserError} with the path for anything else.
 */
export const readJsonDocuments = async (wanted: WantedFile): Promise<readonly JsonDocument[]> => {
  const bytes = readCapped(wanted.path, wanted)
  const whole = parseObject(bytes)
  if (whole !== undefined) return [{ document: whole }]
  if (!isUtf8(bytes)) throw fault(wanted, ' is no JSON object')
  const lines = Buffer.from(bytes).toString().split('\n')
  const documents = lines.flatMap((text, at) => {
    if (text.trim() === '') return []
    const document = parseObject(text)
    if (document !== undefined) return [{ document, line: at + 1 }]
    // Whoever wrote one object over many lines is told of the object, not of a line.
    const where = parseObject(lines[0] ?? '') === undefined ? '' : `, line ${at + 1},`
    throw fault(wanted, `${where} is no JSON object`)
  })
  if (documents.length === 0) throw fault(wanted, ' is no JSON object: it is empty')
  return documents
}

const fault = ({ input, path, advice }: WantedFile, what: string): UserError =>
  new UserError(`${input}: "${visible(path, 300)}"${what}. ${advice}`)
