/** Barriers of guest code. */
import { VCPU_FENCE } from "../layout";

/**
 * Orders all accesses of this thread before it before all behind it. A store that is sequentially consistent and a load behind it do:
 * Wasm's own fence is not to be had, because the compiler's validator refuses the one that the compiler makes.
 */
export function fullFence(v: usize): void {
  // BOUNDS: a field of the vCPU at v that nobody reads otherwise.
  atomic.store<u32>(v, 0, VCPU_FENCE);
  atomic.load<u32>(v, VCPU_FENCE);
}
