import type { AwsCall } from '@ci-kit/aws/aws-call'
import { inParallel } from '@ci-kit/core/in-parallel'
import { type Json, stringAt } from '@ci-kit/core/json'
import type { Answer, Failure } from '../ecs.ts'
import { objectsAt, textAt } from '../model/read-members.ts'
import { chunked } from './chunks.ts'

/** One cluster of ECS. */
export type Cluster = { readonly call: AwsCall; readonly cluster: string }

export const reading = (signal?: AbortSignal) => ({
  repeatable: true,
  ...(signal !== undefined && { signal }),
})

/** Sent once; a lost answer is not asked for again. */
export const ONCE = { repeatable: false } as const

const PARALLEL = 4

type Described<Item> = {
  readonly operation: string
  /** Member of the input that holds the names. */
  readonly asked: string
  /** Member of the answer. */
  readonly found: string
  /** Most names of one call. */
  readonly page: number
  readonly read: (document: Json) => Item
  readonly more?: Json
}

/** Describes any number of things, as many calls as it takes; no call for none. */
export const describeAll = async <Item>(
  call: AwsCall,
  { operation, asked, found, page, read, more }: Described<Item>,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<Answer<Item>> => {
  const answers = await inParallel(chunked(names, page), PARALLEL, (some) =>
    call(operation, { ...more, [asked]: some }, reading(signal)),
  )
  return {
    found: answers.flatMap((answer) => objectsAt(answer, found).map(read)),
    failures: answers.flatMap(failuresOf),
  }
}

export const failuresOf = (answer: Json): readonly Failure[] =>
  objectsAt(answer, 'failures').map((failure) => ({
    arn: textAt(failure, 'arn'),
    reason: textAt(failure, 'reason'),
    detail: textAt(failure, 'detail'),
  }))

/** Enough for every list that is read whole; more pages than this are a fault. */
const MAX_PAGES = 50

type Listed<Item> = {
  readonly operation: string
  readonly input: Json
  readonly items: (answer: Json) => readonly Item[]
  /** Undefined: all. */
  readonly most: number | undefined
}

/** Follows nextToken until there are enough; ListX take pages of 100. */
export const listAll = async <Item>(
  call: AwsCall,
  { operation, input, items, most }: Listed<Item>,
  signal?: AbortSignal,
): Promise<readonly Item[]> => {
  const listed: Item[] = []
  let token: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const maxResults = Math.max(1, Math.min(100, (most ?? 100) - listed.length))
    const asked = { ...input, maxResults, ...(token !== undefined && { nextToken: token }) }
    const answer = await call(operation, asked, reading(signal))
    listed.push(...items(answer))
    token = stringAt(answer, 'nextToken')
    if (token === undefined || (most !== undefined && listed.length >= most)) break
  }
  return most === undefined ? listed : listed.slice(0, most)
}
