/**
 * Whether tests of whole guests with several vCPUs in parallel run: with SEL4VM_PARALLEL=1. Such a guest can stall
 * (docs/adr/0024-a-thread-a-vcpu-as-an-option.md): until that is mended, these tests look for it and guard nothing.
 */
export const TEST_PARALLEL_GUESTS = process.env["SEL4VM_PARALLEL"] === "1";
