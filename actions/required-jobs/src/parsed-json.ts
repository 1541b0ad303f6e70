import { messageOf, UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** The value of an input that holds JSON; throws {@link UserError} that ends with `advice`. */
export const parsedJson = (text: string, input: string, advice: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new UserError(
      `Input '${input}' cannot be read as JSON: ${visible(messageOf(thrown), 200)}. ${advice}.`,
    )
  }
}
