/*
 * Executes x87 instructions on the host's own FPU. Reads records of 160 bytes from standard input and writes the record with
 * the answer: opcode and ModR/M (2 bytes), eflags (2 bytes, CF PF ZF), 12 unused, FSAVE image (108), memory operand (32).
 * A memory operand's ModR/M must be mod 0, rm 7.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

struct record {
  uint8_t opcode[2];
  uint16_t flags;
  uint8_t unused[12];
  uint8_t image[112];
  uint8_t memory[32];
};

static const uint8_t before[] = {
  0xdd, 0x26,             /* frstor [rsi] */
  0x52,                   /* push rdx */
  0x9d,                   /* popfq */
};
static const uint8_t after[] = {
  0x9c,                   /* pushfq */
  0x58,                   /* pop rax */
  0xdd, 0x36,             /* fnsave [rsi] */
  0xc3,                   /* ret */
};

int main(void) {
  struct record r;
  uint8_t *code = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  while (fread(&r, sizeof r, 1, stdin) == 1) {
    uint64_t flags = 0x202 | r.flags;
    memcpy(code, before, sizeof before);
    memcpy(code + sizeof before, r.opcode, 2);
    memcpy(code + sizeof before + 2, after, sizeof after);
    __asm__ volatile("call *%2" : "=a"(flags) : "d"(flags), "r"(code), "S"(r.image), "D"(r.memory) : "memory", "cc");
    r.flags = flags & 0x45;
    fwrite(&r, sizeof r, 1, stdout);
  }
  return 0;
}
