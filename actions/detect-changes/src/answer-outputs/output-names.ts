/** The outputs named after a component. */
export const componentOutputs = (component: string) => ({
  selected: component,
  count: `${component}_count`,
  files: `${component}_files`,
  filesPath: `${component}_files_path`,
})
