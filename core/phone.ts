export type Phone = string & { readonly __phone: 'E.164' }
