/** A page of a list; its token is where the next one begins. */
export const pageOf = <T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
): { readonly page: readonly T[]; readonly nextToken: string | undefined } => {
  const start = Number(token ?? 0)
  const end = start + size
  return { page: items.slice(start, end), nextToken: end < items.length ? `${end}` : undefined }
}
