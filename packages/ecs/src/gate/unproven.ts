import type { Verdict } from '@ci-kit/attestation/gate/verdict'
import { visible } from '@ci-kit/core/log'

/** Problems that one message tells. */
const MOST_TOLD = 5

/** Why images may not be deployed, as one message; undefined when everything is proven. */
export const unproven = ({ outcome, subjects }: Verdict): string | undefined => {
  if (outcome === 'verified') return undefined
  const problems = subjects.flatMap(({ subject, problems: each }) =>
    [...new Set(each)].map((text) => `${visible(subject.name, 200)}: ${visible(text, 1_000)}`),
  )
  const more = problems.length - MOST_TOLD
  return [
    HEADLINES[outcome],
    ...problems.slice(0, MOST_TOLD),
    ...(more > 0 ? [`And ${more} more.`] : []),
  ].join(' ')
}

const HEADLINES = {
  refused: 'The attestations of the images are not accepted.',
  unattested: 'Attestations of the images are missing.',
  unknown: 'Whether the images are attested could not be asked.',
} as const
