import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { type Digest, digestFault, isDigest } from './digest.ts'
import { hostFault, LONGEST_NAME, repositoryFault, tagFault } from './reference-grammar.ts'

/** Where an image is. Without tag and digest it is the repository as a whole. */
export type ImageReference = {
  /** Host with port as Docker spells it; `docker.io` for Docker Hub. */
  readonly registry: string
  /** The full path, `library/busybox` for `busybox`. */
  readonly repository: string
  readonly tag?: string
  readonly digest?: Digest
}

export const DOCKER_HUB = 'docker.io'
const LONGEST_TEXT = 2_048

/**
 * Reads what people write for an image, as Docker does: `busybox` is
 * `docker.io/library/busybox`, and the first part is a registry when it holds a
 * dot, a colon or an upper-case letter, or is `localhost` (splitDockerDomain of
 * github.com/distribution/reference). No tag is added where none was written.
 * Throws {@link UserError} with the reason and, where there is one, the fix.
 */
export const parseReference = (text: string): ImageReference => {
  const early = textFault(text)
  if (early !== undefined) throw refused(text, early)
  const [name = '', digest] = cut(text, '@')
  const [registry, path] = splitHost(name)
  const [repository = '', tag] = cut(path, ':')
  const fault =
    hostFault(registry) ??
    upperCaseFault(text, repository, ending({ tag, digest })) ??
    repositoryFault(repository) ??
    lengthFault(registry, repository) ??
    (tag === undefined ? undefined : tagFault(tag))
  if (fault !== undefined) throw refused(text, fault)
  if (digest !== undefined && !isDigest(digest))
    throw refused(text, `behind the @ comes a digest, and ${digestFault(digest)}`)
  return {
    registry,
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
}

/** The full spelling; {@link parseReference} reads it back to the same value. */
export const formatReference = ({ registry, repository, tag, digest }: ImageReference): string =>
  `${registry}/${repository}${ending({ tag, digest })}`

type Ending = { readonly tag: string | undefined; readonly digest: string | undefined }

const ending = ({ tag, digest }: Ending): string =>
  (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`)

const textFault = (text: string): string | undefined => {
  if (text === '') return 'it is empty. Write one like ghcr.io/org/app:1.0.'
  if (text.length > LONGEST_TEXT) return `it has ${text.length} characters.`
  const bare = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
  if (bare !== text) return `it starts with a scheme. Write ${visible(bare)}.`
  if (/\s/.test(text)) return 'it holds white space. Remove it.'
  if (/^[0-9a-f]{64}$/.test(text))
    return 'it is 64 hex digits, which Docker takes for an image id. Write repository@sha256:….'
  return undefined
}

/** The fix is the whole reference, because that is what the author has to replace; host names have no case. */
const upperCaseFault = (text: string, repository: string, ending: string): string | undefined => {
  if (!/[A-Z]/.test(repository)) return undefined
  const name = text.slice(0, text.length - ending.length).toLowerCase()
  return `the repository name must be lower case. Write ${visible(name + ending)}.`
}

const lengthFault = (registry: string, repository: string): string | undefined => {
  const length = registry.length + 1 + repository.length
  return length > LONGEST_NAME
    ? `registry and repository have ${length} characters, ${LONGEST_NAME} are allowed.`
    : undefined
}

const splitHost = (name: string): readonly [registry: string, path: string] => {
  const [first = '', rest] = cut(name, '/')
  if (rest === undefined) return [DOCKER_HUB, `library/${name}`]
  const isHost =
    first === '' || first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase()
  const registry = isHost && first !== `index.${DOCKER_HUB}` ? first : DOCKER_HUB
  const path = isHost ? rest : name
  return [registry, registry === DOCKER_HUB && !path.includes('/') ? `library/${path}` : path]
}

/** Before and behind the first separator; the second is `undefined` where there is none. */
const cut = (text: string, separator: string): readonly [string, string | undefined] => {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

const refused = (text: string, fault: string): UserError =>
  new UserError(`"${visible(text, 300)}" is not an image reference: ${fault}`)
