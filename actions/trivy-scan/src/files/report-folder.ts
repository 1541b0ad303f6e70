import { randomUUID } from 'node:crypto'
import { realpath, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { messageOf, systemCode, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { makeFolder } from './make-folder.ts'

/** Where the reports of a step go. */
export type ReportFolder = {
  /** Absolute path. */
  readonly path: string
  /** Makes room for a file that somebody else writes, and answers its absolute path. Throws {@link UserError} when that cannot be. */
  place(name: string): Promise<string>
  /** Writes one file, and answers its absolute path. Throws {@link UserError} when that cannot be. */
  write(name: string, content: string): Promise<string>
}

/**
 * The folder of input `output-dir`, or a new one in the temporary folder of
 * the job. A link in the checkout must not lead what is written elsewhere.
 */
export const reportFolder = async (
  outputDir: string,
  workspace: string,
  temp: string,
): Promise<ReportFolder> => {
  const path =
    outputDir === '' ? join(temp, `trivy-scan-${randomUUID()}`) : resolve(workspace, outputDir)
  try {
    // Before it is made: a link must not lead what is made elsewhere either.
    if (isInside(workspace, path) && !isInside(await realpath(workspace), await realPlace(path))) {
      throw new UserError(
        `Input 'output-dir' is '${visible(outputDir, 200)}', which a link leads out of the workspace. Name another folder.`,
      )
    }
    // One of our own is made with its first file, so that no empty one stays behind.
    if (outputDir !== '') await makeFolder(path)
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown
    throw new UserError(
      `The folder '${visible(path, 200)}' for the reports cannot be made: ${visible(messageOf(thrown), 200)}. Set input 'output-dir' to one that may be written.`,
    )
  }
  return folderAt(path)
}

const folderAt = (path: string): ReportFolder => {
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
        `The report '${visible(file, 300)}' cannot be written: ${visible(messageOf(thrown), 200)}. Make room for it, or set input 'output-dir' to a folder that may be written.`,
      )
    }
  }
  return {
    path,
    place: (name) => attempt(name, async () => {}),
    write: (name, content) => attempt(name, (file) => writeFile(file, content, { flag: 'wx' })),
  }
}

/** Where a path leads, links followed as far as there is something. Nothing can be made behind a link to nothing. */
const realPlace = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch (thrown) {
    const parent = dirname(path)
    if (systemCode(thrown) !== 'ENOENT' || parent === path) throw thrown
    return join(await realPlace(parent), basename(path))
  }
}

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path
}
