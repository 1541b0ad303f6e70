import type { Verdict } from '@ci-kit/attestation/gate/verdict'
import { counted } from '@ci-kit/core/amounts'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { Prepared } from '../plan/prepared.ts'

/** Verifies images by digest. Rejects with a `UserError` for an image that cannot be read. */
export type VerifyImages = (images: readonly string[]) => Promise<Verdict>

/**
 * The images that have to be proven: those of the named containers, of all
 * when none is named. Throws {@link UserError} for a container that no task
 * definition of the step has, because a gate that looks at nothing is none.
 */
export const imagesToVerify = (
  prepared: readonly Prepared[],
  containers: readonly string[],
): readonly string[] => {
  const all = prepared.flatMap(({ digests }) => Object.entries(digests))
  const missing = containers.find((name) => !all.some(([container]) => container === name))
  if (missing !== undefined)
    throw new UserError(
      `Input 'verify-containers' names '${visible(missing, 100)}', and no task definition has such a container. There are ${[...new Set(all.map(([name]) => `'${visible(name, 100)}'`))].join(', ')}.`,
    )
  const wanted = containers.length === 0 ? all : all.filter(([name]) => containers.includes(name))
  return [...new Set(wanted.map(([, image]) => image))]
}

/** What the gate said, a line an image, for the log and the summary. */
export const verificationLines = ({ subjects }: Verdict): readonly string[] =>
  subjects.map(({ subject, outcome, statements }) => {
    const accepted = statements.filter(({ refused }) => refused === undefined).length
    const image = `${visible(subject.name, 300)}@${subject.digest}`
    return `${image}: ${outcome}, ${counted(accepted, 'accepted statement')}`
  })
