import { type Json, stringAt } from '@ci-kit/core/json'
import { objectsAt, textAt, timeAt } from './read-members.ts'
import type { ServiceRevision } from './service-revision.ts'

/** An entry of DescribeServiceRevisions. */
export const readServiceRevision = (document: Json): ServiceRevision => ({
  arn: textAt(document, 'serviceRevisionArn'),
  taskDefinition: textAt(document, 'taskDefinition'),
  images: objectsAt(document, 'containerImages').map((image) => ({
    container: textAt(image, 'containerName'),
    image: textAt(image, 'image'),
    digest: stringAt(image, 'imageDigest'),
  })),
  createdAt: timeAt(document, 'createdAt') ?? 0,
  document,
})
