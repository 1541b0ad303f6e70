import { UserError } from '@ci-kit/core/errors'
import { choice, type InputReader, optionalText } from '@ci-kit/core/inputs'

/** What a step does. */
export type Task = 'build' | 'check' | 'merge'

/** Which images, and what is done with them; refuses inputs that do not go together. */
export const wantedImages = (from: InputReader) => {
  const imageName = optionalText(from, 'image-name')
  const components = from.read('components').trim()
  const digests = from.read('digests').trim()
  const mode = choice(from, 'mode', ['build', 'merge'])
  const call = choice(from, 'call', ['build', 'check'])
  if ((imageName === '') === (components === ''))
    throw new UserError(
      imageName === ''
        ? "Input 'image-name' is not set. Add 'image-name: …' under 'with:', or several images in 'components'."
        : "Inputs 'image-name' and 'components' are both set. Give each component its own 'image-name', and remove the input.",
    )
  if (mode === 'merge' && components !== '')
    throw new UserError(
      "Input 'mode' is 'merge', which joins the platforms of one image. Remove 'components' and set 'image-name'.",
    )
  if (mode === 'merge' && call === 'check')
    throw new UserError(
      "Input 'mode' is 'merge', which reads no Dockerfile, and input 'call' is 'check'. Remove one of them.",
    )
  if ((mode === 'merge') !== (digests !== ''))
    throw new UserError(
      mode === 'merge'
        ? "Input 'digests' is not set. Name the images that the jobs of the platforms have pushed, one digest a line."
        : "Input 'digests' is set, but input 'mode' is 'build'. Set 'mode: merge' to join images.",
    )
  const task: Task = mode === 'merge' ? mode : call
  return { imageName, components, digests, task }
}
