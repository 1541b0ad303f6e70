import type { ImageRecord } from './record.ts'

/** Whether two records hand on the same image with the same facts, whatever the order of these. */
export const saysTheSame = (one: ImageRecord, other: ImageRecord): boolean =>
  said(one) === said(other)

const said = ({ component, image, facts, attempt, repository, commit, runId }: ImageRecord) =>
  JSON.stringify([
    component,
    image,
    Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    attempt,
    repository,
    commit,
    runId,
  ])
