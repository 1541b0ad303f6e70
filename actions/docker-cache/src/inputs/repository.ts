import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import { parseReference } from '@ci-kit/oci/reference'
import { hostFault, repositoryFault } from '@ci-kit/oci/reference-grammar'

/** Where an image is kept. */
export type Repository = {
  /** Host of the registry, with its port. */
  readonly host: string
  /** The path behind the host, as the registry knows it. */
  readonly path: string
  /** Host and path, as references begin. */
  readonly name: string
}

/** The input `registry`: a host, and folders that go before the names of images. */
export type RegistryPlace = { readonly host: string; readonly folders: readonly string[] }

export const parseRegistry = (value: string): RegistryPlace => {
  const [host = '', ...folders] = value
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '')
    .split('/')
  if (host.includes('@')) {
    // The value is not shown: it may hold a password.
    throw new UserError(
      "Input 'registry' holds a user before an '@'. Name the host alone, and use inputs 'username' and 'password'.",
    )
  }
  refuse("Input 'registry'", host, hostFault(host) ?? addressFault(host))
  return { host, folders }
}

/** What looks like an IPv4 address and is none (999.1.1.1) passes the grammar of hosts. */
const addressFault = (host: string): string | undefined =>
  URL.canParse(`https://${host}`) ? undefined : 'no such address. Correct its numbers.'

/** `origin` names where the name of the image was written, for messages. */
export const repositoryOf = (
  { host, folders }: RegistryPlace,
  imageName: string,
  origin = "Input 'image-name'",
): Repository => {
  const path = [...folders, imageName].join('/')
  refuse(origin, path, repositoryFault(path))
  const name = `${host}/${path}`
  const { registry, repository } = parseReference(name)
  if (registry === host || host === 'index.docker.io') return { host, path: repository, name }
  throw new UserError(
    `Input 'registry' is '${host}', which Docker takes for a folder on ${registry}. Use a host with a dot or a port.`,
  )
}

const refuse = (origin: string, value: string, fault: string | undefined): void => {
  if (fault !== undefined) throw new UserError(`${origin} is '${visible(value)}': ${fault}`)
}
