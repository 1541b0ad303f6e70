/** `family:revision` of an ARN; what has another form stays as it is. */
export const taskDefinitionName = (arn: string): string =>
  /:task-definition\/([^/]+:\d+)$/.exec(arn)?.[1] ?? arn
