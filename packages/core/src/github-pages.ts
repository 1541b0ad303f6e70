import type { GitHubAnswer, GitHubApi, GitHubQuestion } from './github.ts'
import { stringAt } from './json.ts'

/** The most that GitHub puts on a page. */
export const PAGE_SIZE = 100
/** GitHub asks not to send bursts; the longest list of files comes in four rounds. */
const AT_ONCE = 8

/** The answers of a list in their order. */
export type Pages = {
  readonly answers: readonly GitHubAnswer[]
  /** Whether there is nothing behind the last of them. */
  readonly isWhole: boolean
}

/** One page, from 1, of as many entries as a page can have. */
export const pageOf = (api: GitHubApi, question: GitHubQuestion, at: number) =>
  api.get({
    ...question,
    parameters: { ...question.parameters, per_page: PAGE_SIZE, page: at },
  })

/** All pages up to `most` of them. */
export const allPages = async (
  api: GitHubApi,
  question: GitHubQuestion,
  most: number,
): Promise<Pages> => pagesFrom(api, question, await pageOf(api, question, 1), most)

/** The same when the first page is here already. The others come some at a time, as far as GitHub says how many there are. */
export const pagesFrom = async (
  api: GitHubApi,
  question: GitHubQuestion,
  first: GitHubAnswer,
  most: number,
): Promise<Pages> => {
  const answers = [first]
  let known = pagesKnown(first, 1)
  while (answers.length < Math.min(known, most)) {
    const from = answers.length + 1
    const round = Math.min(AT_ONCE, Math.min(known, most) - answers.length)
    answers.push(
      ...(await Promise.all(
        Array.from({ length: round }, (_, index) => pageOf(api, question, from + index)),
      )),
    )
    known = Math.max(known, pagesKnown(answers.at(-1) ?? first, answers.length))
  }
  return { answers, isWhole: known <= most }
}

/** Whether the answer, page `at` of a list, has another page behind it. */
export const hasNextPage = (answer: GitHubAnswer, at: number): boolean =>
  pagesKnown(answer, at) > at

/** How many pages there are at least, by the `link` header of page `at`; some lists name no last one. */
const pagesKnown = ({ headers }: GitHubAnswer, at: number): number => {
  const link = stringAt(headers, 'link') ?? ''
  const last = Number(/[?&]page=(\d{1,6})[^>]*>; rel="last"/.exec(link)?.[1] ?? 0)
  return Math.max(last, link.includes('rel="next"') ? at + 1 : at)
}
