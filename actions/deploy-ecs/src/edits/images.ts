import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { numberedLines } from '@ci-kit/core/numbered-lines'
import { parseReference } from '@ci-kit/oci/reference'

/** Container names, separated by commas. Throws {@link UserError} for an empty one between them. */
export const parseContainerNames = (input: string, text: string): readonly string[] => {
  if (text.trim() === '') return []
  const names = text.split(',').map((name) => name.trim())
  if (names.includes('')) {
    throw new UserError(
      `Input '${input}' is '${visible(text.trim(), 200)}', with an empty name. Write names with a comma between them: web,worker.`,
    )
  }
  return [...new Set(names)]
}

/** The image of input `image`, undefined when it is empty. Throws {@link UserError} for what is no reference. */
export const parseImage = (input: string, text: string): string | undefined => {
  const image = text.trim()
  return image === '' ? undefined : checkedImage(image, `Input '${input}'`)
}

/** Reads lines `container=image`. Throws {@link UserError} that names input, line and fix. */
export const parseImages = (input: string, text: string): ReadonlyMap<string, string> => {
  const images = new Map<string, string>()
  for (const { line, number } of numberedLines(text)) {
    const where = `Input '${input}', line ${number}`
    const at = line.indexOf('=')
    const name = line.slice(0, Math.max(0, at)).trim()
    if (name === '') {
      throw new UserError(
        `${where}: '${visible(line, 200)}' names no container. Write container=image, such as web=ghcr.io/org/web:1.0.`,
      )
    }
    if (images.has(name))
      throw new UserError(`${where}: container '${visible(name, 255)}' is there twice. Keep one.`)
    images.set(name, checkedImage(line.slice(at + 1).trim(), where))
  }
  return images
}

const checkedImage = (image: string, where: string): string => {
  try {
    parseReference(image)
    return image
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw new UserError(`${where}: ${messageOf(thrown)}`)
  }
}
