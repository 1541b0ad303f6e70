import type { HttpRequest, Transport } from '@ci-kit/oci/http'
import { type Registry, registryClient } from '@ci-kit/oci/registry'

/** A manifest by repository and reference: `org/web:v1`, `org/web@sha256:…`. */
export type HeldManifest = {
  readonly reference: string
  readonly mediaType: string
  readonly digest: string
  readonly text: string
}

/** The registry client over some manifests, without a wire. Notes what it was asked. */
export const inMemoryRegistry = (held: readonly HeldManifest[]) => {
  const asked: string[] = []
  const transport: Transport = async ({ url, method }: HttpRequest) => {
    const [, repository = '', reference = ''] =
      /^\/v2\/(.+)\/manifests\/(.+)$/.exec(url.pathname) ?? []
    asked.push(`${method} ${repository} ${reference}`)
    const found = held.find(
      (one) => one.reference === `${repository}${reference.includes(':') ? '@' : ':'}${reference}`,
    )
    const bytes = Buffer.from(found?.text ?? '')
    const headers: Readonly<Record<string, string>> = {
      'content-length': String(bytes.length),
      ...(found && {
        'content-type': found.mediaType,
        'docker-content-digest': found.digest,
      }),
    }
    return {
      url,
      status: found === undefined ? 404 : 200,
      header: (name: string) => headers[name],
      body: (async function* () {
        if (method !== 'HEAD') yield bytes
      })(),
      discard: () => {},
    }
  }
  const registry = (host: string): Registry => registryClient({ host, transport })
  return { registry, asked }
}
