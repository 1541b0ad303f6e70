import { error, type Finding } from './finding.ts'
import type { Subject } from './subject.ts'

/** Quota "task definition size" of ECS, which cannot be raised. */
const MOST_BYTES = 64 * 1024

export const sizeFindings = ({ taskDefinition }: Subject): readonly Finding[] => {
  const size = Buffer.byteLength(JSON.stringify(taskDefinition))
  return size <= MOST_BYTES
    ? []
    : [
        error(
          `The task definition has ${size} bytes, and ECS takes ${MOST_BYTES}. Move environment variables into an environment file or a secret.`,
        ),
      ]
}
