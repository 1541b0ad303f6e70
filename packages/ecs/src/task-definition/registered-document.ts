import type { Json } from '@ci-kit/core/json'
import type { RegisteredTaskDefinition } from '../ecs.ts'

/** A registered task definition in one document, as files and RegisterTaskDefinition have it: with its tags. */
export const registeredDocument = ({ document, tags }: RegisteredTaskDefinition): Json =>
  tags.length === 0 ? document : { ...document, tags }
