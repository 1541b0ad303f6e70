import { UserError } from '@ci-kit/core/errors'
import { type ImageReference, parseReference } from '@ci-kit/oci/reference'
import { type Place, problemAt } from '../place.ts'
import { lineIn } from '../values.ts'

/** Reads a reference to an image, with the place in front of what is wrong with it. */
export const referenceIn = (text: string, place: Place): ImageReference => {
  try {
    return parseReference(text)
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    throw problemAt(place, thrown.message.replace(/\.$/, ''))
  }
}

/** Reads member `container`: the image that checks run in. */
export const containerIn = (value: unknown, place: Place): string => {
  const text = lineIn(value, place)
  referenceIn(text, place)
  return text
}
