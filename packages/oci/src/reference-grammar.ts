import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/**
 * The parts of an image reference, each checked by the grammar of
 * github.com/distribution/reference and of the OCI distribution specification.
 * Every check returns the reason and the fix, or `undefined` for a good part.
 */

const HOST_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?'
const HOST_NAME = new RegExp(`^${HOST_LABEL}(?:\\.${HOST_LABEL})*$`)
const REPOSITORY_PART = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}$/
const LONGEST_TAG = 128

/**
 * Host and repository together. Docker counted both until version 0.6 of its
 * reference package, and the OCI specification says that many clients still do.
 */
export const LONGEST_NAME = 255

export const isTag = (text: string): boolean => TAG.test(text)

/** Checks `name`, `name:port`, `[ipv6]` and `[ipv6]:port`. */
export const hostFault = (host: string): string | undefined => {
  if (host === '') return 'it starts with a slash. Put the registry in front of it, or nothing.'
  if (/^[a-z]+:\/\//i.test(host)) return 'a registry is named without a scheme. Leave it out.'
  const { name, port } = hostParts(host)
  if (port !== undefined && !(/^[0-9]{1,5}$/.test(port) && Number(port) <= 65_535))
    return `"${visible(port, 60)}" is not a port. A port is a number up to 65535; a tag goes at the end and holds no slash.`
  const inner = /^\[(.*)\]$/s.exec(name)?.[1]
  if (inner === undefined ? HOST_NAME.test(name) : isAddress(inner)) return undefined
  return `"${visible(name, 80)}" is not a host name. Use letters, digits, hyphens and dots, or an IPv6 address in brackets.`
}

/** IPv6 without a zone, by the grammar of addresses on the web: node:net takes a fresh process 2 ms to load. */
const isAddress = (text: string): boolean =>
  /^[0-9a-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`)

/** Checks the path behind the host, such as `library/busybox`. */
export const repositoryFault = (repository: string): string | undefined => {
  if (repository === '') return 'the repository name is missing.'
  if (/[A-Z]/.test(repository))
    return `the repository name must be lower case. Write ${visible(repository.toLowerCase())}.`
  const parts = repository.split('/')
  if (parts.includes(''))
    return 'a part of the repository name is empty. Remove the doubled, leading or trailing slash.'
  const wrong = parts.find((part) => !REPOSITORY_PART.test(part))
  return wrong === undefined
    ? undefined
    : `"${visible(wrong, 80)}" may hold only a-z, 0-9 and, between those, one dot, one or two underscores or hyphens.`
}

/** The path, or a {@link UserError} with the reason: for names that become part of a request. */
export const checkedRepository = (repository: string): string => {
  const fault = repositoryFault(repository)
  if (fault === undefined) return repository
  throw new UserError(`"${visible(repository, 300)}" does not name a repository: ${fault}`)
}

export const tagFault = (tag: string): string | undefined => {
  if (isTag(tag)) return undefined
  if (tag === '') return 'the tag behind the colon is empty.'
  if (tag.length > LONGEST_TAG)
    return `the tag has ${tag.length} characters, ${LONGEST_TAG} are allowed.`
  if (/^[.-]/.test(tag))
    return `the tag starts with "${tag.slice(0, 1)}". It must start with a letter, a digit or an underscore.`
  const wrong = /[^a-zA-Z0-9_.-]/u.exec(tag)?.[0] ?? ''
  const fixed = tag.replace(/[^a-zA-Z0-9_.-]+/g, '-').replace(/^[.-]+/, '')
  const fix = fixed === '' ? '' : ` Write ${fixed}.`
  return `the tag holds "${visible(wrong)}", which is not one of a-z, A-Z, 0-9, dot, underscore, hyphen.${fix}`
}

const hostParts = (host: string): { readonly name: string; readonly port?: string } => {
  const [, name, port] = /^(\[[^\]]*\]|[^:[]*)(?::(.*))?$/s.exec(host) ?? []
  if (name === undefined) return { name: host }
  return port === undefined ? { name } : { name, port }
}
