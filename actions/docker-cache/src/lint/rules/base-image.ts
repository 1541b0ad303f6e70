import type { Source } from '../../dockerfile/dockerfile.ts'
import { sourceReader } from '../../dockerfile/sources.ts'
import { type Rule, remark } from '../rule.ts'
import type { Subject } from '../subject.ts'

/** An image that anybody may replace makes another build of the same commit. */
export const unpinnedBase: Rule = {
  id: 'unpinned-base',
  check: (subject) =>
    imagesIn(subject).flatMap(({ instruction, source }) => {
      const tag = source.kind === 'image' ? movingTag(source.reference) : undefined
      if (source.kind !== 'image' || tag === undefined) return []
      const { reference } = source
      const name = tag === '' ? reference : reference.slice(0, -':latest'.length)
      const what = tag === '' ? 'has no tag, which is `latest`' : 'is `latest`'
      return [
        remark(
          instruction,
          `The image ${reference} ${what}: the same commit builds on another image tomorrow, and a new major version comes unasked.`,
          `Name a version, such as \`${name}:<version>\`, or pin it by digest: \`${name}@sha256:<digest>\`.`,
        ),
      ]
    }),
}

const imagesIn = ({ dockerfile, stages, built }: Subject) => {
  const read = sourceReader(dockerfile)
  const bases = stages.map(({ from, base }) => ({
    instruction: from,
    source: base,
  }))
  const copied = built.flatMap(({ instruction }) =>
    read(instruction).map((source: Source) => ({ instruction, source })),
  )
  return [...bases, ...copied]
}

/** '' without a tag; undefined for a tag that is a version, with a digest, and for what is no reference. */
const movingTag = (reference: string): string | undefined => {
  if (/@|:$/.test(reference)) return undefined
  const [, tag = ''] = /:([^/:]*)$/.exec(reference) ?? []
  return tag === '' || tag === 'latest' ? tag : undefined
}
