/**
 * The benchmark guest: fixed work, the same C on every architecture. A test is a function that does its work and returns a
 * checksum of what it computed, which must be equal wherever the program runs; main.c times it and prints both.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>

/** Keeps a function a function: its calls are what is measured. */
#define NOINLINE __attribute__((noinline))

struct test {
  const char *name;
  /** Does the test's work divided by `scale` (at least one round of it). */
  uint64_t (*run)(uint32_t scale);
  /** Makes data and touches memory before the clock starts; NULL when there is nothing to make. */
  void (*prepare)(uint32_t scale);
};

struct group {
  const char *name;
  const struct test *tests;
  size_t count;
};

/** A build without SSE computes in the x87's registers: its figures are a group of their own. */
#if defined(__i386__) && !defined(__SSE__)
#define FLOAT_GROUP "x87"
#define ONLY_FLOAT 1
#else
#define FLOAT_GROUP "float"
#endif

#define GROUP(title, list) {title, list, sizeof(list) / sizeof(list[0])}

extern const struct group integer_group, memory_group, float_group, system_group, code_group, applications_group;
/** The parts of groups that fill several files. */
uint64_t run_hash(uint32_t scale), run_string(uint32_t scale), run_sha256(uint32_t scale), run_interpreter(uint32_t scale);
uint64_t run_vector_f32(uint32_t scale), run_vector_f64(uint32_t scale), run_vector_i32(uint32_t scale);
uint64_t run_vector_u8(uint32_t scale), run_vector_shuffle(uint32_t scale);
uint64_t run_footprint(uint32_t scale), run_call_chain(uint32_t scale);

/** `total` divided by `scale`, at least 1. */
uint32_t share(uint32_t total, uint32_t scale);
/** Ends the program with a line on stderr: the machine or the program is wrong. */
void fail(const char *what);
/** `fail` unless `holds`. */
void check(int holds, const char *what);
/** Memory that lives as long as the program, zeroed, every page touched. */
void *touched_memory(size_t bytes);

/** xorshift64*: the same numbers everywhere. */
static inline uint64_t next_random(uint64_t *state) {
  uint64_t x = *state;
  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  *state = x;
  return x * UINT64_C(0x2545f4914f6cdd1d);
}

/** Folds a value into a checksum (the step of FNV-1a, on words). */
static inline uint64_t fold(uint64_t checksum, uint64_t value) {
  return (checksum ^ value) * UINT64_C(0x100000001b3);
}

static inline uint64_t bits_of_double(double value) {
  union {
    double number;
    uint64_t bits;
  } both = {.number = value};
  return both.bits;
}

static inline uint32_t bits_of_float(float value) {
  union {
    float number;
    uint32_t bits;
  } both = {.number = value};
  return both.bits;
}

#endif
