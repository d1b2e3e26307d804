/** `npm run record:disassembly`: asks objdump once more for what the disassembler's tests compare with. */
import { record } from "./recording.ts";

record("a32", 3);
record("t32", 2);
