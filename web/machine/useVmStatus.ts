import { useSyncExternalStore } from "react";
import type { VmHandle, VmStatus } from "../../lib-ts/index.ts";

/** The machine's latest picture. */
export function useVmStatus(vm: VmHandle): VmStatus {
  return useSyncExternalStore(
    (listener) => vm.subscribe(listener),
    () => vm.status,
  );
}
