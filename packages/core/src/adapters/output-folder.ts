import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { messageOf, systemCode, UserError } from '../errors.ts'
import { visible } from '../log.ts'
import type { OutputFolder } from '../output-folder.ts'
import { isInside } from './contained-path.ts'
import { makeFolder } from './make-folder.ts'
import { placeToBe } from './real-place.ts'

export type OutputPlace = {
  /** The input that names the folder, for messages. */
  readonly input: string
  /** What it says; '' for a new folder in the temporary one. */
  readonly path: string
  readonly workspace: string
  readonly temp: string
  /** What the name of a new folder begins with: `trivy-scan`. */
  readonly prefix: string
}

/**
 * The folder that an input names, or a new one in the temporary folder of the
 * job. A link in the checkout must not lead what is written elsewhere.
 */
export const outputFolder = async (wanted: OutputPlace): Promise<OutputFolder> => {
  const { input, workspace, temp, prefix } = wanted
  const isNew = wanted.path === ''
  const path = isNew ? join(temp, `${prefix}-${randomUUID()}`) : resolve(workspace, wanted.path)
  try {
    // Before it is made: a link must not lead what is made elsewhere either.
    if (isInside(workspace, path) && !isInside(await placeToBe(workspace), await placeToBe(path))) {
      throw new UserError(
        `Input '${input}' is '${visible(wanted.path, 200)}', which a link leads out of the workspace. Name another folder.`,
      )
    }
    // One of our own is made with its first file, so that no empty one stays behind.
    if (!isNew) await makeFolder(path)
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown
    throw new UserError(
      `The folder '${visible(path, 200)}' cannot be made: ${visible(messageOf(thrown), 200)}. Set input '${input}' to a place that may be written.`,
    )
  }
  return folderAt(path, input)
}

const folderAt = (path: string, input: string): OutputFolder => {
  const attempt = async (name: string, work: (file: string) => Promise<void>): Promise<string> => {
    const file = join(path, name)
    try {
      await makeFolder(path)
      // The folder may be part of the checkout, and a link in it would lead elsewhere.
      await rm(file, { force: true })
      await work(file)
      return file
    } catch (thrown) {
      if (systemCode(thrown) === undefined) throw thrown
      throw new UserError(
        `The file '${visible(file, 300)}' cannot be written: ${visible(messageOf(thrown), 200)}. Make room for it, or set input '${input}' to a place that may be written.`,
      )
    }
  }
  return {
    path,
    place: (name) => attempt(name, async () => {}),
    write: (name, content) => attempt(name, (file) => writeFile(file, content, { flag: 'wx' })),
  }
}
