export const stateProblems = {}
