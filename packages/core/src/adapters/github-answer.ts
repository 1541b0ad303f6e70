import { UserError } from '../errors.ts'

/** GitHub's longest answer, a tree, has 7 MB before it is cut. */
const MAX_BYTES = 32 * 1024 * 1024

/**
 * The body of a successful answer, read up to a bound. Octokit reads without
 * one, and its parser keeps big integers at three times the cost.
 */
export const readAnswer = async (
  body: unknown,
  contentType: unknown,
  what: string,
): Promise<unknown> => {
  const text = await textOf(body, what)
  const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(String(contentType ?? ''))
  if (!isJson) return text
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return text
    throw thrown
  }
}

const textOf = async (body: unknown, what: string): Promise<string> => {
  if (!isStream(body)) return ''
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > MAX_BYTES) {
      throw new UserError(`GitHub's answer to ${what} has more than ${MAX_BYTES} bytes.`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const isStream = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body
