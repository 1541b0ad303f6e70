import { UserError } from '@ci-kit/core/errors'
import { parseExplanation } from '@ci-kit/core/explanation'
import { visible } from '@ci-kit/core/log'

/** What the detection says about the components. */
export type Detected =
  /** The workflow has no detection. */
  | { readonly kind: 'none' }
  /** It has one, and it said nothing: it failed, was skipped, or its output is not handed on. */
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'known'
      /** Whether all changed files were known. If not, a component that is not selected may have changed. */
      readonly reliable: boolean
      /** Every component by name, and whether it is selected. */
      readonly components: ReadonlyMap<string, boolean>
    }

/** What the author of a workflow without detection writes. */
const NONE = 'none'

/** Reads input 'explanation'; throws {@link UserError} for anything that detect-changes does not write. */
export const detectedOf = (text: string): Detected => {
  if (text === '') return { kind: 'missing' }
  if (text === NONE) return { kind: 'none' }
  const { reliable, components } = parseExplanation(text)
  if (components.length === 0) {
    throw new UserError(
      "The explanation lists no component, which detect-changes never writes. Pass its output 'explanation' as it is, or 'none' without detection.",
    )
  }
  const byName = new Map(components.map(({ component, selected }) => [component, selected]))
  if (byName.size < components.length) throw twice(components.map(({ component }) => component))
  return { kind: 'known', reliable, components: byName }
}

const twice = (names: readonly string[]): UserError => {
  const name = names.find((candidate, index) => names.indexOf(candidate) < index) ?? ''
  return new UserError(
    `The explanation holds component '${visible(name, 100)}' twice. Pass the output 'explanation' of detect-changes as it is.`,
  )
}
