import type { ExactNumber } from "#language/exact-number.ts";

export type Json =
  | null
  | boolean
  | number
  | ExactNumber
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
