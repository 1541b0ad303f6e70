import { limited } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import type { ImageSubject, Subject } from '../subjects/subject.ts'

/** A subject with its digests, for messages. */
export const subjectText = (subject: Subject): string => {
  if (subject.kind === 'file') return `${subject.name} (${subject.digest})`
  const { name, top, platforms } = subject
  const more = platforms.map(({ platform, descriptor }) => `${platform} ${descriptor.digest}`)
  return `${name}@${top.descriptor.digest}${more.length === 0 ? '' : ` with ${limited(more, 10)}`}`
}

/** The platforms of an index, for messages. */
export const platformsText = ({ platforms }: ImageSubject): string =>
  visible(
    limited(
      platforms.map(({ platform }) => platform || 'one without a name'),
      10,
    ),
    400,
  )
