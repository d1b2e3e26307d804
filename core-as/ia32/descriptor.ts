/** Segment descriptors, as u64 of their eight bytes. SDM volume 3, 3.4.5 and 3.5. */

/** Access rights as a VMCS has them; see SEGMENTS in state.ts. */
export enum Rights {
  Accessed = 1 << 0,
  /** Of data: may be written. Of code: may be read. */
  Open = 1 << 1,
  /** Of data: expand-down. Of code: conforming. */
  Special = 1 << 2,
  Code = 1 << 3,
  /** S: code or data; clear for system segments. */
  Memory = 1 << 4,
  Present = 1 << 7,
  Big = 1 << 14,
  Unusable = 1 << 16,
}

/** Types of system segments and gates. SDM volume 3, table 3-2. */
export enum SystemType {
  AvailableTss16 = 1,
  Ldt = 2,
  BusyTss16 = 3,
  CallGate16 = 4,
  TaskGate = 5,
  InterruptGate16 = 6,
  TrapGate16 = 7,
  AvailableTss32 = 9,
  BusyTss32 = 11,
  CallGate32 = 12,
  InterruptGate32 = 14,
  TrapGate32 = 15,
}

/** RPL and CPL in a selector; what is left names the descriptor (index and table). */
export const RPL_MASK: u32 = 3;
/** Table indicator of a selector: the LDT. */
export const TABLE_LDT: u32 = 4;

@final
export abstract class Descriptor {
  @inline static rights(raw: u64): u32 {
    return <u32>(raw >> 40) & 0xf0ff;
  }
  /** S and type: 0x10 and above is code or data, below it a `SystemType`. */
  @inline static type(raw: u64): u32 {
    return <u32>(raw >> 40) & 0x1f;
  }
  @inline static dpl(raw: u64): u32 {
    return <u32>(raw >> 45) & 3;
  }
  @inline static present(raw: u64): bool {
    return (raw & ((<u64>1) << 47)) != 0;
  }
  @inline static base(raw: u64): u32 {
    return (<u32>(raw >> 16) & 0xffffff) | (<u32>(raw >> 32) & 0xff000000);
  }
  /** In bytes, the last one that belongs to the segment. */
  @inline static limit(raw: u64): u32 {
    const limit = (<u32>raw & 0xffff) | (<u32>(raw >> 32) & 0xf0000);
    return (raw & ((<u64>1) << 55)) != 0 ? (limit << 12) | 0xfff : limit;
  }
  @inline static isCode(raw: u64): bool {
    return (Descriptor.type(raw) & 0x18) == 0x18;
  }
  @inline static isConforming(raw: u64): bool {
    return (Descriptor.type(raw) & 0x1c) == 0x1c;
  }
  @inline static isWritableData(raw: u64): bool {
    return (Descriptor.type(raw) & 0x1a) == 0x12;
  }
  @inline static isBig(raw: u64): bool {
    return (raw & ((<u64>1) << 54)) != 0;
  }
  /** Of a gate: the segment it leads to, the offset there, and the parameters that a call gate copies. */
  @inline static gateSelector(raw: u64): u32 {
    return <u32>(raw >> 16) & 0xffff;
  }
  @inline static gateOffset(raw: u64): u32 {
    return (<u32>raw & 0xffff) | (<u32>(raw >> 32) & 0xffff0000);
  }
  @inline static gateParameters(raw: u64): u32 {
    return <u32>(raw >> 32) & 31;
  }
}
