import type { ListFiles } from '@ci-kit/detect-changes/answer-outputs/list-files'

/** Keeps files in memory, under `/lists`; refuses a name that is there already. */
export const memoryListFiles = (): ListFiles & { readonly files: Map<string, string> } => {
  const files = new Map<string, string>()
  return {
    files,
    write: (name, text) => {
      const path = `/lists/${name}`
      if (files.has(path)) throw new Error(`${path} exists`)
      files.set(path, text)
      return path
    },
  }
}
