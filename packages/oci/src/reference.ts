export type Repository = { readonly host: string; readonly path: string; readonly name: string }
export const imageRepository = (text: string): Repository => {
  const i = text.indexOf('/')
  return { host: text.slice(0, i), path: text.slice(i + 1), name: text }
}
