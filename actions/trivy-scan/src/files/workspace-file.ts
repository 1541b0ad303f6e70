import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/**
 * Reads a file that an input names, relative to the workspace, of at most
 * `maxBytes`. Throws {@link UserError} that names the input and the path.
 */
export const workspaceFile =
  (workspace: string) =>
  async (path: string, input: string, maxBytes: number): Promise<Uint8Array> => {
    const said = `Input '${input}' names '${visible(path, 200)}'`
    try {
      const place = resolve(workspace, path)
      const found = await stat(place)
      // A link in the checkout may lead to a device or a pipe, which tell no size and have no end.
      if (!found.isFile()) throw new UserError(`${said}, which is no file. Name a file.`)
      if (found.size > maxBytes) {
        throw new UserError(
          `${said}, which has ${found.size} bytes. At most ${maxBytes} are read. Name another file.`,
        )
      }
      return await readFile(place)
    } catch (thrown) {
      if (thrown instanceof UserError) throw thrown
      throw new UserError(`${said}, ${reason(thrown)}`)
    }
  }

const reason = (thrown: unknown): string => {
  const code = systemCode(thrown)
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return 'which is not there. Give a path relative to the workspace.'
  return `which cannot be read: ${visible(messageOf(thrown), 200)}.`
}
