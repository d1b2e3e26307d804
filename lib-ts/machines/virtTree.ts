/** The device tree of the "virt" machine. Bindings: Documentation/devicetree/bindings of Linux. */
import { cells, cells64, childOrNew, type Fdt, type FdtNode, fdtNode, flag, strings } from "../loader/fdt.ts";
import type { MemoryRange } from "../loader/loadPlan.ts";
import {
  VIRT_GIC_CPU,
  VIRT_GIC_DISTRIBUTOR,
  VIRT_PERIPHERAL_HZ,
  VIRT_RTC,
  VIRT_RTC_SPI,
  VIRT_TIMER_PPIS,
  VIRT_UART,
  VIRT_UART_SPI,
  type Window,
} from "./virtMap.ts";
import type { VirtArchitecture } from "./virtOptions.ts";

/** What the tree says about the processors of an architecture. */
interface ProcessorNames {
  readonly cpu: string;
  readonly timer: readonly string[];
}

const PROCESSORS: Readonly<Record<VirtArchitecture, ProcessorNames>> = {
  aarch64: { cpu: "arm,cortex-a53", timer: ["arm,armv8-timer", "arm,armv7-timer"] },
  aarch32: { cpu: "arm,cortex-a15", timer: ["arm,armv7-timer"] },
};

/** What the boot loader tells the kernel in /chosen. */
export interface Chosen {
  readonly bootArguments?: string;
  readonly initrd?: MemoryRange;
  /** Only when given: see rngSeed.ts. */
  readonly rngSeed?: Uint8Array;
}

const UART_PATH = `/pl011@${VIRT_UART.start.toString(16)}`;
const PHANDLE_GIC = 1;
const PHANDLE_CLOCK = 2;
/** Interrupt specifiers of arm,gic: type, number, flags. */
const SHARED = 0;
const PRIVATE = 1;
const LEVEL_HIGH = 4;

export function virtTree(
  memory: MemoryRange,
  vcpus: number,
  chosen: Chosen,
  architecture: VirtArchitecture = "aarch64",
): Fdt {
  const processor = PROCESSORS[architecture];
  const root = fdtNode(
    "",
    {
      "interrupt-parent": cells(PHANDLE_GIC),
      "#size-cells": cells(2),
      "#address-cells": cells(2),
      compatible: strings("linux,dummy-virt"),
      model: strings("linux,dummy-virt"),
    },
    [
      fdtNode("aliases", { serial0: strings(UART_PATH) }),
      fdtNode("chosen", { "stdout-path": strings(UART_PATH) }),
      memoryNode(memory),
      cpusNode(vcpus, processor.cpu),
      fdtNode("psci", { compatible: strings("arm,psci-1.0", "arm,psci-0.2"), method: strings("hvc") }),
      timerNode(vcpus, processor.timer),
      clockNode(),
      gicNode(),
      primeCell("pl011", VIRT_UART, VIRT_UART_SPI, ["uartclk", "apb_pclk"]),
      primeCell("pl031", VIRT_RTC, VIRT_RTC_SPI, ["apb_pclk"]),
    ],
  );
  setChosen(root, chosen);
  return { root, reservations: [], bootCpu: 0 };
}

/** Makes a given tree describe this machine's memory and boot, as a boot loader does. */
export function amendTree(fdt: Fdt, memory: MemoryRange, chosen: Chosen): void {
  const at = fdt.root.children.findIndex(({ name }) => name.split("@")[0] === "memory");
  if (at >= 0) fdt.root.children.splice(at, 1);
  fdt.root.children.push(memoryNode(memory));
  setChosen(fdt.root, chosen);
}

function setChosen(root: FdtNode, { bootArguments, initrd, rngSeed }: Chosen): void {
  const { properties } = childOrNew(root, "chosen");
  if (bootArguments !== undefined) properties.set("bootargs", strings(bootArguments));
  if (initrd !== undefined) {
    properties.set("linux,initrd-start", cells64(initrd.start));
    properties.set("linux,initrd-end", cells64(initrd.start + initrd.size));
  }
  if (rngSeed !== undefined) properties.set("rng-seed", rngSeed);
}

function memoryNode({ start, size }: MemoryRange): FdtNode {
  return fdtNode(`memory@${start.toString(16)}`, { reg: cells64(start, size), device_type: strings("memory") });
}

function cpusNode(vcpus: number, cpu: string): FdtNode {
  const cpus = Array.from({ length: vcpus }, (_, index) =>
    fdtNode(`cpu@${index}`, {
      reg: cells(index),
      "enable-method": strings("psci"),
      compatible: strings(cpu),
      device_type: strings("cpu"),
    }),
  );
  return fdtNode("cpus", { "#size-cells": cells(0), "#address-cells": cells(1) }, cpus);
}

function timerNode(vcpus: number, compatible: readonly string[]): FdtNode {
  const toAllCpus = ((1 << vcpus) - 1) << 8;
  return fdtNode("timer", {
    interrupts: cells(...VIRT_TIMER_PPIS.flatMap((ppi) => [PRIVATE, ppi, toAllCpus | LEVEL_HIGH])),
    "always-on": flag(),
    compatible: strings(...compatible),
  });
}

function clockNode(): FdtNode {
  return fdtNode("apb-pclk", {
    phandle: cells(PHANDLE_CLOCK),
    "clock-output-names": strings("clk24mhz"),
    "clock-frequency": cells(VIRT_PERIPHERAL_HZ),
    "#clock-cells": cells(0),
    compatible: strings("fixed-clock"),
  });
}

function gicNode(): FdtNode {
  return fdtNode(`intc@${VIRT_GIC_DISTRIBUTOR.start.toString(16)}`, {
    phandle: cells(PHANDLE_GIC),
    reg: cells64(VIRT_GIC_DISTRIBUTOR.start, VIRT_GIC_DISTRIBUTOR.size, VIRT_GIC_CPU.start, VIRT_GIC_CPU.size),
    compatible: strings("arm,cortex-a15-gic"),
    "interrupt-controller": flag(),
    "#interrupt-cells": cells(3),
  });
}

function primeCell(kind: string, window: Window, spi: number, clocks: readonly string[]): FdtNode {
  return fdtNode(`${kind}@${window.start.toString(16)}`, {
    "clock-names": strings(...clocks),
    clocks: cells(...clocks.map(() => PHANDLE_CLOCK)),
    interrupts: cells(SHARED, spi, LEVEL_HIGH),
    reg: cells64(window.start, window.size),
    compatible: strings(`arm,${kind}`, "arm,primecell"),
  });
}
