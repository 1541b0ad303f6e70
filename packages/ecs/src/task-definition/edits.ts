/** Values to set and names to take away. */
export type NamedEdits = {
  readonly set: ReadonlyMap<string, string>
  readonly remove: readonly string[]
  /** Whether what is not named goes. */
  readonly exclusive: boolean
}

/** What is to change in one container. Undefined: stays as it is. */
export type ContainerEdits = {
  /** As the author wrote it: tag, digest or both. */
  readonly image?: string
  readonly environment?: NamedEdits
  /** Values are what `valueFrom` takes: ARN or name of a secret or parameter. */
  readonly secrets?: NamedEdits
  /** S3 ARNs of environment files, to be added. */
  readonly environmentFiles?: readonly string[]
  readonly logDriver?: string
  readonly logOptions?: NamedEdits
  readonly dockerLabels?: NamedEdits
  /** Arguments, not a command line. */
  readonly command?: readonly string[]
}

/** What is to change in a task definition. Container names as keys. */
export type TaskDefinitionEdits = {
  readonly containers: ReadonlyMap<string, ContainerEdits>
  /** In ECS's words: `256`, `.5 vCPU`. */
  readonly cpu?: string
  readonly memory?: string
  readonly taskRoleArn?: string
  readonly executionRoleArn?: string
}

/** Where a task definition begins. */
export type TaskDefinitionSource =
  /** JSON or YAML, below the workspace or absolute. */
  | { readonly kind: 'file'; readonly path: string }
  /** What the service runs now. */
  | { readonly kind: 'service' }
  /** ARN, family (its newest revision) or `family:revision`. */
  | { readonly kind: 'registered'; readonly reference: string }
