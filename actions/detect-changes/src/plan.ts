/**
 * What to compare. `why` says it to the reader of the log as the end of a
 * sentence; it holds no name that a pull request could choose. Revisions are
 * commit ids or names of branches and tags.
 */
export type Plan =
  /** All that differs between two commits. */
  | {
      readonly kind: 'between'
      readonly base: string
      readonly head: string
      readonly why: string
      /** What to do when nobody can compare them any more, because `base` is gone. */
      readonly otherwise?: Plan
    }
  /**
   * All that `head` changed since it left `base`: from their merge base. Where
   * `base` holds all of `head`, that is no file for a push that brought no new
   * commits, and an unanswered question everywhere else.
   */
  | {
      readonly kind: 'since-fork'
      readonly base: string
      readonly head: string
      readonly why: string
      readonly mayBeContained: boolean
    }
  /** GitHub's list of the files of a pull request; since the fork when that fails. */
  | {
      readonly kind: 'pull-request'
      readonly number: number
      readonly base: string
      readonly head: string
      readonly why: string
    }
  /** The tag before `tag`, chosen from all tags of the repository. */
  | { readonly kind: 'previous-tag'; readonly tag: string; readonly head: string }
  /** The newest successful run of a workflow, or of a job of it, whose commit `head` builds on. */
  | {
      readonly kind: 'last-success'
      readonly head: string
      readonly run: SuccessQuestion
      /** What to do when there has been none. */
      readonly otherwise: Plan
    }
  /** The commit that was last deployed to an environment. */
  | {
      readonly kind: 'last-deployed'
      readonly head: string
      readonly environment: string
      readonly otherwise: Plan
    }
  /** Every file of `head` is new. */
  | { readonly kind: 'every-file'; readonly head: string; readonly why: string }
  | { readonly kind: 'no-file'; readonly why: string }
  /** The event has nothing to compare with, by its nature. */
  | { readonly kind: 'everything'; readonly head: string; readonly why: string }
  /** Something that should be there is missing. */
  | { readonly kind: 'unknown'; readonly head: string; readonly why: string }

/** Which runs count as a success. */
export type SuccessQuestion = {
  /** File name in `.github/workflows`, such as `ci.yml`. */
  readonly workflow: string
  readonly branch: string
  /** Name of a job; undefined when the whole run has to be successful. */
  readonly job: string | undefined
  /** This run, which does not count. */
  readonly runId: number
}
