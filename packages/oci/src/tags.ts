import type { Connection } from './connection.ts'
import { ExchangeFault } from './exchange-fault.ts'
import { parseObject } from './json.ts'
import { pages } from './pages.ts'
import { isTag } from './reference-grammar.ts'

/** Tags of one repository. */
export type Tags = {
  /** All tags in the registry's order, all pages read. Throws `RegistryError`, also when there is no such repository. */
  list(): Promise<readonly string[]>
}

const PAGE_SIZE = 1_000

export const tags = ({ run, base, rule }: Connection, repository: string): Tags => ({
  list: () =>
    run({ repository, access: 'pull', what: 'list the tags of' }, async (ask) => {
      const to = new URL(`/v2/${repository}/tags/list?n=${PAGE_SIZE}`, base)
      const found: string[] = []
      for await (const { bytes } of pages(ask, base, rule, { method: 'GET', to, expect: [200] }))
        found.push(...tagsIn(bytes))
      return found
    }),
})

/** `tags` is null for an empty repository in several registries. */
const tagsIn = (bytes: Uint8Array): readonly string[] => {
  const document = parseObject(bytes)
  const listed: unknown =
    document && Object.hasOwn(document, 'tags') ? (document.tags ?? []) : undefined
  const good = (value: unknown): value is string => typeof value === 'string' && isTag(value)
  if (Array.isArray(listed) && listed.every(good)) return listed
  throw new ExchangeFault('the answer is not a list of tags')
}
