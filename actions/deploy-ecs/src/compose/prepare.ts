import { readInputFile } from '@ci-kit/core/adapters/input-file'
import { UserError } from '@ci-kit/core/errors'
import type { Aws } from '@ci-kit/ecs/adapters/aws'
import type { Ecs } from '@ci-kit/ecs/ecs'
import { askedOnce } from '@ci-kit/ecs/task-definition/pin-images'
import { MOST_FILE_BYTES } from '@ci-kit/ecs/task-definition/read-file'
import { formatReference } from '@ci-kit/oci/reference'
import { codeDeployApi } from '../adapters/codedeploy-api.ts'
import { planCodeDeploy } from '../codedeploy/plan-codedeploy.ts'
import { createDocument } from '../create/create-document.ts'
import type { PreparePorts } from '../plan/prepare.ts'
import type { Registries, Step } from './step.ts'

/** Reads files of the checkout, task definitions and digests. */
export const composePrepare = (
  { runner, context: { workspace }, inputs }: Step,
  aws: Aws,
  ecs: Ecs,
  registries: () => Promise<Registries>,
): PreparePorts => {
  const read = (input: string) => (path: string) =>
    readInputFile(path, { input, workspace, mostBytes: MOST_FILE_BYTES })
  const textOf = (input: string) => async (path: string) =>
    Buffer.from(await read(input)(path)).toString('utf8')
  return {
    log: runner.log,
    taskDefinitions: ecs.taskDefinitions,
    files: read('task-definition'),
    planCodeDeploy: (service, request) =>
      planCodeDeploy(service, request, {
        codeDeploy: codeDeployApi(aws.call('codedeploy')),
        log: runner.log,
        limitMs: inputs.wait.limitMs,
        readAppSpec: textOf('codedeploy-appspec'),
      }),
    createDocument: (text) => createDocument(text, 'create', textOf('create')),
    registries: askedOnce({
      digestOf: async (reference) => {
        const { registry, repository, tag = 'latest' } = reference
        const { manifests } = (await registries())(registry).repository(repository)
        const found = await manifests.head(tag)
        if (found !== undefined) return { digest: found.digest }
        throw new UserError(
          `There is no image ${formatReference(reference)}. Check name and tag, and that it was pushed.`,
        )
      },
    }),
  }
}
