/** Code that changes, and calls that are hard to foresee. */
#include <string.h>
#include <sys/mman.h>

#include "bench.h"

#define PAGE 4096

typedef uint32_t generated(void);

/** Writes a function that returns `value` (below 65536) at `at`. @returns its size in bytes */
static size_t write_constant_function(uint8_t *at, uint32_t value) {
#if defined(__aarch64__)
  const uint32_t code[] = {0x52800000 | value << 5 /* mov w0, #value */, 0xd65f03c0 /* ret */};
#elif defined(__arm__)
  const uint32_t code[] = {0xe3000000 | (value & 0xf000) << 4 | (value & 0xfff) /* movw r0, #value */,
                           0xe12fff1e /* bx lr */};
#elif defined(__i386__) || defined(__x86_64__)
  const uint8_t code[8] = {0xb8 /* mov eax, value */, (uint8_t)value, (uint8_t)(value >> 8), 0, 0, 0xc3 /* ret */};
#else
#error "no machine code for this architecture"
#endif
  memcpy(at, code, sizeof code);
  __builtin___clear_cache((char *)at, (char *)at + sizeof code);
  return sizeof code;
}

static uint8_t *code_pages(size_t pages) {
  void *memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(memory != MAP_FAILED, "no memory for code");
  return memory;
}

static uint32_t call(const uint8_t *code) {
  return ((generated *)(uintptr_t)code)();
}

/** Changes one instruction, calls it, changes it again: a patched constant. */
static uint64_t run_patch(uint32_t scale) {
  uint8_t *code = code_pages(1);
  uint64_t checksum = 0;
  for (uint32_t round = share(40000, scale); round > 0; round--) {
    write_constant_function(code, round & 0xffff);
    for (int repeat = 0; repeat < 4; repeat++) checksum = fold(checksum, call(code));
  }
  munmap(code, PAGE);
  return checksum;
}

/** Writes data into the page of code that runs all the time and never changes. */
static uint64_t run_data_in_code(uint32_t scale) {
  uint8_t *code = code_pages(1);
  volatile uint32_t *counter = (volatile uint32_t *)(code + 2048);
  uint64_t checksum = 0;
  write_constant_function(code, 4711);
  for (uint32_t round = share(5000000, scale); round > 0; round--) {
    *counter += call(code);
    checksum += *counter;
  }
  munmap(code, PAGE);
  return checksum;
}

/** Makes 4096 functions one after the other, calls each a few times and throws all away, as a compiler at run time does. */
static uint64_t run_generate(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(16, scale); round > 0; round--) {
    uint8_t *code = code_pages(16), *at = code;
    for (uint32_t index = 0; index < 4096; index++) {
      const uint8_t *function = at;
      at += write_constant_function(at, (index * 7 + round) & 0xffff);
      for (int repeat = 0; repeat < 8; repeat++) checksum = fold(checksum, call(function));
    }
    munmap(code, 16 * PAGE);
  }
  return checksum;
}

#define METHODS 8
typedef uint32_t method(uint32_t value);
static NOINLINE uint32_t add_one(uint32_t value) { return value + 1; }
static NOINLINE uint32_t double_it(uint32_t value) { return value * 2 + 1; }
static NOINLINE uint32_t halve(uint32_t value) { return value / 2; }
static NOINLINE uint32_t invert(uint32_t value) { return ~value; }
static NOINLINE uint32_t spread(uint32_t value) { return value * 2654435761u; }
static NOINLINE uint32_t turn(uint32_t value) { return value << 9 | value >> 23; }
static NOINLINE uint32_t mix(uint32_t value) { return value ^ value >> 15; }
static NOINLINE uint32_t subtract(uint32_t value) { return value - 977; }
static method *const methods[METHODS] = {add_one, double_it, halve, invert, spread, turn, mix, subtract};

/** Calls through a table, in an order that depends on the results. */
static uint64_t run_indirect(uint32_t scale) {
  uint32_t value = 1;
  for (uint32_t round = share(32000000, scale); round > 0; round--) value = methods[(value ^ round) % METHODS](value);
  return value;
}

static const struct test tests[] = {
    {"patch", run_patch, NULL},         {"data-in-code", run_data_in_code, NULL}, {"generate", run_generate, NULL},
    {"indirect", run_indirect, NULL},   {"footprint", run_footprint, NULL},       {"call-chain", run_call_chain, NULL},
};
const struct group code_group = GROUP("code", tests);
