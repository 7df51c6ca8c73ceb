/** `patient_phone2` → `patientPhone2`: the columns of the contract under the names of our ports. */
export type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S

export function inCamelCase<T extends object>(row: T): { [K in keyof T as Camel<K & string>]: T[K] } {
  const renamed = Object.entries(row).map(([name, value]) => [name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()), value])
  return Object.fromEntries(renamed) as { [K in keyof T as Camel<K & string>]: T[K] }
}
