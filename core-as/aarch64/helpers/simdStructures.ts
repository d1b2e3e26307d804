/**
 * LD2 to LD4, ST2 to ST4: between memory order, in vector temporaries, and one register for each element of a
 * structure.
 */
import { SLOT_V, SLOT_VT } from "../../layout";
import { Lane } from "../../simd/shape";

/** Immediate of both helpers: first register, elements of a structure, log2 of a lane's bytes, 128-bit form. */
@final
abstract class Layout {
  @inline static register(v: usize, imm: u32, index: u32): usize {
    // BOUNDS: a register number modulo 32.
    return v + SLOT_V + (((imm + index) & 31) << 4);
  }
  @inline static elements(imm: u32): u32 {
    return (imm >> 5) & 7;
  }
  @inline static size(imm: u32): u32 {
    return (imm >> 8) & 3;
  }
  @inline static bytes(imm: u32): u32 {
    return (imm & 0x400) != 0 ? 16 : 8;
  }
  /** Address of lane `lane` of element `element` in memory order: the temporaries hold 8 or 16 bytes each. */
  @inline static packed(v: usize, imm: u32, lane: u32, element: u32): usize {
    const at = (lane * Layout.elements(imm) + element) << Layout.size(imm);
    // BOUNDS: at < 4 * bytes, so the temporary's number is below 4.
    return v + SLOT_VT + (at / Layout.bytes(imm)) * 16 + (at % Layout.bytes(imm));
  }
}

/** After the loads of LD2, LD3, LD4: memory order to registers. */
export function gatherStructures(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Layout.size(imm);
  for (let element: u32 = 0; element < Layout.elements(imm); element++) {
    const register = Layout.register(v, imm, element);
    // BOUNDS: register is a vector slot; lane << size stays below its 16 bytes.
    store<u64>(register, 0, 8);
    for (let lane: u32 = 0; lane < Layout.bytes(imm) >> size; lane++) {
      const value = Lane.signed(Layout.packed(v, imm, lane, element), size);
      Lane.write(register + (lane << size), size, value);
    }
  }
}

/** Before the stores of ST2, ST3, ST4: registers to memory order. */
export function scatterStructures(v: usize, d: usize, a: usize, b: usize, imm: u32): void {
  const size = Layout.size(imm);
  for (let element: u32 = 0; element < Layout.elements(imm); element++) {
    const register = Layout.register(v, imm, element);
    for (let lane: u32 = 0; lane < Layout.bytes(imm) >> size; lane++) {
      const value = Lane.signed(register + (lane << size), size);
      Lane.write(Layout.packed(v, imm, lane, element), size, value);
    }
  }
}
