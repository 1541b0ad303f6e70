import { open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { bytes as readable } from '../amounts.ts'
import { messageOf, systemCode, UserError } from '../errors.ts'
import { visible } from '../log.ts'
import type { FileRoots } from './contained-path.ts'
import { realPlace } from './real-place.ts'

export type InputFileOptions = {
  /** The input that names the file, for messages. */
  readonly input: string
  readonly mostBytes: number
}

/**
 * Reads a file that an input names, relative to the workspace. Throws
 * {@link UserError} that names input and path.
 */
export const readInputFile = (
  path: string,
  { workspace, ...options }: InputFileOptions & { readonly workspace: string },
): Promise<Uint8Array> => readNamed(path, options, async () => resolve(workspace, path))

/**
 * Reads a file as {@link readInputFile} does, for what a step makes public: it
 * has to be in the workspace or the runner's temporary folder once links are
 * followed.
 */
export const readInputFileInside = (
  path: string,
  { roots, ...options }: InputFileOptions & { readonly roots: FileRoots },
): Promise<Uint8Array> =>
  readNamed(path, options, async (said) => {
    const { place, inside } = await realPlace(roots, resolve(roots.workspace, path))
    if (inside) return place
    throw new UserError(
      `${said}, which is out of the workspace and the temporary folder of the runner ('${visible(place, 200)}'). Copy the file into the workspace first.`,
    )
  })

const readNamed = async (
  path: string,
  { input, mostBytes }: InputFileOptions,
  placeOf: (said: string) => Promise<string>,
): Promise<Uint8Array> => {
  const said = `Input '${input}' names '${visible(path, 200)}'`
  try {
    const place = await placeOf(said)
    // Before it is opened: a pipe would wait for somebody to write, and a device has no end.
    if (!(await stat(place)).isFile())
      throw new UserError(`${said}, which is no file. Name a file.`)
    return await readCapped(place, mostBytes, said)
  } catch (thrown) {
    if (thrown instanceof UserError || systemCode(thrown) === undefined) throw thrown
    throw new UserError(`${said}, ${reason(thrown)}`)
  }
}

/** One byte more than is allowed tells that there is more, whatever the system says of the size. */
const readCapped = async (place: string, most: number, said: string): Promise<Uint8Array> => {
  const file = await open(place)
  try {
    const { size } = await file.stat()
    if (size <= most) {
      const content = Buffer.alloc(Math.min(size, most) + 1)
      const filled = await filledFrom(file, content)
      if (filled <= most && filled <= size) return content.subarray(0, filled)
    }
    throw new UserError(
      `${said}, which has ${size} bytes. At most ${most} (${readable(most)}) are read. Name another file.`,
    )
  } finally {
    await file.close()
  }
}

type Source = Pick<Awaited<ReturnType<typeof open>>, 'read'>

const filledFrom = async (file: Source, into: Buffer): Promise<number> => {
  let at = 0
  while (at < into.length) {
    const { bytesRead } = await file.read(into, at, into.length - at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  return at
}

const reason = (thrown: unknown): string => {
  const code = systemCode(thrown)
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return 'which is not there. Give a path relative to the workspace.'
  return `which cannot be read: ${visible(messageOf(thrown), 200)}.`
}
