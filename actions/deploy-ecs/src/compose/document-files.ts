import type { Context } from '@ci-kit/core/event'
import type { Ports } from '../run.ts'

/** Writes task definitions as JSON into the temporary folder of the runner. */
export const documentFiles =
  ({ workspace, temp }: Context): Ports['writeDocuments'] =>
  async (documents) => {
    const { outputFolder } = await import('@ci-kit/core/adapters/output-folder')
    const place = { input: 'task-definition', path: '', workspace, temp, prefix: 'deploy-ecs' }
    const folder = await outputFolder(place)
    const paths: string[] = []
    for (const [name, document] of documents)
      paths.push(await folder.write(`${name}.json`, `${JSON.stringify(document, null, 2)}\n`))
    return paths
  }
