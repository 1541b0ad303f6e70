import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { WorkflowClaims } from './claims.ts'

/**
 * The predicate `https://slsa.dev/provenance/v1` in the shape in which GitHub's
 * actions write it (actions/buildtypes, workflow/v1; actions/toolkit,
 * packages/attest/src/provenance.ts), so that policies made for theirs hold.
 */
export type Provenance = {
  readonly buildDefinition: {
    readonly buildType: string
    readonly externalParameters: {
      readonly workflow: {
        readonly ref: string
        readonly repository: string
        readonly path: string
      }
    }
    readonly internalParameters: {
      readonly github: {
        readonly event_name: string
        readonly repository_id: string
        readonly repository_owner_id: string
        readonly runner_environment: string
      }
    }
    readonly resolvedDependencies: readonly [
      { readonly uri: string; readonly digest: { readonly gitCommit: string } },
    ]
  }
  readonly runDetails: {
    readonly builder: { readonly id: string }
    readonly metadata: { readonly invocationId: string }
  }
}

const GITHUB_BUILD_TYPE = 'https://actions.github.io/buildtypes/workflow/v1'

/** Where a workflow file is: `org/app`, `.github/workflows/ci.yml`, `refs/heads/main`. */
export type WorkflowPlace = {
  readonly repository: string
  readonly path: string
  readonly ref: string
}

/** What is known of the build from its identity token. `serverUrl` is GITHUB_SERVER_URL, without a slash at its end. */
export const provenancePredicate = (claims: WorkflowClaims, serverUrl: string): Provenance => {
  const { repository, path, ref } = workflowPlace(claims.workflowRef)
  const source = `${serverUrl}/${claims.repository}`
  return {
    buildDefinition: {
      buildType: GITHUB_BUILD_TYPE,
      externalParameters: {
        workflow: { ref, repository: `${serverUrl}/${repository}`, path },
      },
      internalParameters: {
        github: {
          event_name: claims.event,
          repository_id: claims.repositoryId,
          repository_owner_id: claims.ownerId,
          runner_environment: claims.runner,
        },
      },
      resolvedDependencies: [
        { uri: `git+${source}@${claims.ref}`, digest: { gitCommit: claims.sha } },
      ],
    },
    runDetails: {
      builder: { id: `${serverUrl}/${claims.jobWorkflowRef}` },
      metadata: {
        invocationId: `${source}/actions/runs/${claims.runId}/attempts/${claims.runAttempt}`,
      },
    },
  }
}

/**
 * Splits `workflow_ref`. A ref may hold `@`, and so may a file's name; but the
 * path is a folder's with one file in it, so the first `@refs/` ends it.
 */
export const workflowPlace = (workflowRef: string): WorkflowPlace => {
  const match = /^([^/]+\/[^/]+)\/(.+?)@(refs\/.+)$/.exec(workflowRef)
  const [, repository, path, ref] = match ?? []
  if (repository !== undefined && path !== undefined && ref !== undefined)
    return { repository, path, ref }
  throw new UserError(
    `The identity token's claim "workflow_ref" is "${visible(workflowRef, 300)}", expected org/repository/path@refs/…. Without it there is no provenance.`,
  )
}
