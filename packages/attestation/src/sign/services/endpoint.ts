/** A path below a base URL, which may have a path of its own, with or without a slash at its end. */
export const endpoint = (base: URL, path: string): URL => {
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${path}`
  return url
}
