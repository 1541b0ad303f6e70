import { UserError } from '@ci-kit/core/errors'
import { flag, type InputReader, oneOf, optionalText, text } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import type { Digest } from '@ci-kit/oci/digest'
import { COMPONENT, COMPONENT_RULE } from './component.ts'
import { expectedComponents } from './expected.ts'
import { pinnedImage } from './pinned-image.ts'
import { type PlannedService, plannedServicesIn } from './planned-services.ts'

export type WriteInputs = {
  readonly mode: 'write'
  readonly component: string
  /** `registry/name@sha256:…` */
  readonly image: string
  readonly digest: Digest
  /** YAML, read only when it is there: the parser takes longer to load than all else. '' for none. */
  readonly facts: string
}

export type CollectInputs = {
  readonly mode: 'collect'
  /** Components, each once. */
  readonly expected: readonly string[]
  /** Undefined when there is nothing to deploy. */
  readonly services: readonly PlannedService[] | undefined
  readonly summary: boolean
}

export type Inputs = WriteInputs | CollectInputs

/** Reads and checks the action's inputs; throws {@link UserError}. */
export const parseInputs = (from: InputReader): Inputs => {
  const mode = oneOf(from, 'mode', ['write', 'collect'])
  if (mode === 'write') {
    const { reference, digest } = pinnedImage(text(from, 'image'), "Input 'image'")
    const facts = from.read('facts')
    return { mode, component: componentIn(from), image: reference, digest, facts }
  }
  return {
    mode,
    expected: expectedComponents(text(from, 'expected')),
    services: plannedServicesIn(optionalText(from, 'services')),
    summary: flag(from, 'summary', true),
  }
}

const componentIn = (from: InputReader): string => {
  const name = text(from, 'name')
  if (COMPONENT.test(name)) return name
  throw new UserError(
    `Input 'name' is '${visible(name, 100)}', which is no name of a component. Use ${COMPONENT_RULE}.`,
  )
}
