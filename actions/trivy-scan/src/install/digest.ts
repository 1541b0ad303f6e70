/** `sha256:<64 hex>`. Computed outside the main thread: an archive has 50 MB. */
export const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  `sha256:${Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')}`
