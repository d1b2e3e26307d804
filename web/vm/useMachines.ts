import { useCallback, useEffect, useRef, useState } from "react";
import { createVm, type MachineSpec, type VmHandle } from "../../lib-ts/index.ts";

export interface Machines {
  readonly list: readonly VmHandle[];
  /** The machine in front; undefined shows the chooser. */
  readonly front: string | undefined;
  open(spec: MachineSpec): void;
  close(id: string): void;
  show(id: string | undefined): void;
}

/** The machines of this tab. Each has its own worker; closing one ends it and leaves the others alone. */
export function useMachines(): Machines {
  const [list, setList] = useState<readonly VmHandle[]>([]);
  const [front, show] = useState<string | undefined>();
  const all = useRef(list);
  all.current = list;

  useEffect(
    () => () => {
      for (const vm of all.current) vm.dispose();
    },
    [],
  );

  const open = useCallback((spec: MachineSpec) => {
    const vm = createVm(spec);
    setList((before) => [...before, vm]);
    show(vm.id);
    // A failed start is shown by the machine's own status.
    vm.start().catch(() => undefined);
  }, []);

  const close = useCallback((id: string) => {
    all.current.find((vm) => vm.id === id)?.dispose();
    setList((before) => before.filter((vm) => vm.id !== id));
    show((current) => (current === id ? undefined : current));
  }, []);

  return { list, front, open, close, show };
}
