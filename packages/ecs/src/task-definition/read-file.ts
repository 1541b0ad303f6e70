import { extname } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { parseDocument, type WrittenDocument } from './parse-document.ts'

/** A task definition has at most 64 kB in ECS; comments and indentation come on top. */
export const MOST_FILE_BYTES = 1_000_000

/**
 * Reads a file that an input names, of at most {@link MOST_FILE_BYTES};
 * core's `readInputFile` bound to workspace and input. Rejects with a
 * {@link UserError} that names both.
 */
export type TaskDefinitionFiles = (path: string) => Promise<Uint8Array>

/**
 * Reads the task definition that input `task-definition` names, JSON or YAML.
 * Rejects with a {@link UserError} that names input, file, line and fix.
 */
export const readTaskDefinition = async (
  path: string,
  files: TaskDefinitionFiles,
): Promise<WrittenDocument> => {
  const origin = `Task definition '${visible(path, 200)}' (input 'task-definition')`
  const text = decoded(await files(path), origin)
  const mustBeJson = extname(path).toLowerCase() === '.json'
  return { document: parseDocument(text, origin, mustBeJson), origin }
}

const decoded = (content: Uint8Array, origin: string): string => {
  // A text that is cut or in another encoding would silently become other values.
  const text = Buffer.from(content).toString('utf8')
  if (Buffer.from(text, 'utf8').equals(Buffer.from(content))) return text.replace(/^\ufeff/, '')
  throw new UserError(`${origin} is not text in UTF-8. Save it in that encoding.`)
}
