import { contextContent } from '@ci-kit/docker-cache/key/context-content'
import { contextRules } from '@ci-kit/docker-cache/key/ignore-file'

/** The content of a folder by the ignore file that belongs to it. */
export const contentOf = async (folder: string, dockerfile?: string) => {
  const rules = await contextRules(folder, dockerfile)
  return 'doubt' in rules ? rules : contextContent(folder, rules)
}

export const digestOf = async (folder: string): Promise<string> => {
  const content = await contentOf(folder)
  if ('doubt' in content) throw new Error(content.doubt)
  return content.digest
}
