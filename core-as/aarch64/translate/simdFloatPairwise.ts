/** Advanced SIMD pairwise and across lanes, floating point. DDI 0487 C4.1.6. */
import { Shape } from "../../fp/lanes";
import { Binary, vectorAcross, vectorPairwise } from "../../fp/vectorBinary";
import { Call } from "../../ir/emit";
import { V } from "../registers";
import { fpTrapped } from "./fpAccess";
import { unallocated } from "./system";

/** Neighbours of n, then of m; a single double lane (1D) is not allocated. */
function pairwise(q: u32, double: u32, m: u32, n: u32, d: u32, operation: u32): void {
  if (q == 0 && double != 0) return unallocated();
  if (fpTrapped()) return;
  const shape = Shape.vector(operation, q, double);
  Call.pure(vectorPairwise.index, V.register(d), V.register(n), V.register(m), shape);
}

/** The two lanes of n. */
function pair(double: u32, n: u32, d: u32, operation: u32): void {
  if (fpTrapped()) return;
  const shape = Shape.scalar(operation, double);
  Call.pure(vectorPairwise.index, V.register(d), V.register(n), V.register(n), shape);
}

/** The four singles of n. */
function across(n: u32, d: u32, operation: u32): void {
  if (fpTrapped()) return;
  Call.pure(vectorAcross.index, V.register(d), V.register(n), V.register(n), Shape.of(operation, 0, 4));
}

/** FADDP (vector). */
export function add(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  pairwise(q, double, m, n, d, Binary.Add);
}

/** FMAXNMP (vector). */
export function maximumNumber(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  pairwise(q, double, m, n, d, Binary.MaximumNumber);
}

/** FMAXP (vector). */
export function maximum(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  pairwise(q, double, m, n, d, Binary.Maximum);
}

/** FMINNMP (vector). */
export function minimumNumber(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  pairwise(q, double, m, n, d, Binary.MinimumNumber);
}

/** FMINP (vector). */
export function minimum(q: u32, double: u32, m: u32, n: u32, d: u32): void {
  pairwise(q, double, m, n, d, Binary.Minimum);
}

/** FADDP (scalar). */
export function addPair(double: u32, n: u32, d: u32): void {
  pair(double, n, d, Binary.Add);
}

/** FMAXNMP (scalar). */
export function maximumNumberPair(double: u32, n: u32, d: u32): void {
  pair(double, n, d, Binary.MaximumNumber);
}

/** FMAXP (scalar). */
export function maximumPair(double: u32, n: u32, d: u32): void {
  pair(double, n, d, Binary.Maximum);
}

/** FMINNMP (scalar). */
export function minimumNumberPair(double: u32, n: u32, d: u32): void {
  pair(double, n, d, Binary.MinimumNumber);
}

/** FMINP (scalar). */
export function minimumPair(double: u32, n: u32, d: u32): void {
  pair(double, n, d, Binary.Minimum);
}

/** FMAXNMV. */
export function maximumNumberAcross(n: u32, d: u32): void {
  across(n, d, Binary.MaximumNumber);
}

/** FMAXV. */
export function maximumAcross(n: u32, d: u32): void {
  across(n, d, Binary.Maximum);
}

/** FMINNMV. */
export function minimumNumberAcross(n: u32, d: u32): void {
  across(n, d, Binary.MinimumNumber);
}

/** FMINV. */
export function minimumAcross(n: u32, d: u32): void {
  across(n, d, Binary.Minimum);
}
