export const identProblems = {}
