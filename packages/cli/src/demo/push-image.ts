import { UserError } from '@ci-kit/core/errors'
import { bytesOf, MANIFEST, type StoredBlob, type StoredImage } from './base-images.ts'

/**
 * Puts an image into a registry on the loopback interface, which asks for no
 * credentials (OCI distribution specification 1.1, "Pushing"). Answers the
 * reference `address/name:tag`.
 */
export const pushImage = async (
  address: string,
  name: string,
  image: StoredImage,
): Promise<string> => {
  const repository = `http://${address}/v2/${name}`
  await Promise.all([image.config, image.layer].map((blob) => pushBlob(repository, blob)))
  const headers = { 'content-type': MANIFEST }
  await sent('PUT', `${repository}/manifests/1`, { headers, body: new Blob([image.manifest]) })
  return `${address}/${name}:1`
}

const pushBlob = async (repository: string, blob: StoredBlob): Promise<void> => {
  const upload = await sent('POST', `${repository}/blobs/uploads/`, {})
  const location = new URL(upload.headers.get('location') ?? '', repository)
  location.searchParams.set('digest', blob.digest)
  const headers = { 'content-type': 'application/octet-stream' }
  await sent('PUT', location.href, { headers, body: new Blob([bytesOf(blob)]) })
}

const sent = async (method: string, url: string, request: RequestInit): Promise<Response> => {
  const response = await fetch(url, { ...request, method })
  if (response.ok) return response
  throw new UserError(
    `${method} ${url} was answered with ${response.status}: ${await response.text()}`,
  )
}
