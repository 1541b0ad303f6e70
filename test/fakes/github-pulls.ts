import { json, paged, type Route } from './github-reply.ts'

/** A file as GitHub's API writes it. */
export type ListedFile = {
  readonly filename: string
  readonly status: string
  readonly previous_filename?: string
}

/** A pull request of `octo/shop`. GitHub serves the first 3,000 of its files and says nothing about the rest. */
export type ServedPull = {
  readonly number: number
  readonly headSha: string
  readonly files: readonly ListedFile[]
}

const LISTED = 3_000

export const pullRoutes = (pull: ServedPull | undefined): readonly Route[] => [
  {
    pattern: /^pulls\/(\d+)$/,
    permission: 'pull_requests',
    handle: ([number]) =>
      pull !== undefined && Number(number) === pull.number
        ? json({
            changed_files: pull.files.length,
            head: { sha: pull.headSha },
            base: { ref: 'main' },
          })
        : undefined,
  },
  {
    pattern: /^pulls\/(\d+)\/files$/,
    permission: 'pull_requests',
    handle: ([number], url) =>
      pull !== undefined && Number(number) === pull.number
        ? paged(url, pull.files, { most: LISTED })
        : undefined,
  },
]
