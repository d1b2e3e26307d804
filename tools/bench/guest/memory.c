/** Memory in and out of the caches of the host and of whoever translates addresses. */
#include <string.h>

#include "bench.h"

#define BLOCK (4u << 20)
#define LARGE (32u << 20)
#define PAGE 4096

static uint8_t *source, *target, *large;

static void prepare_blocks(uint32_t scale) {
  (void)scale;
  uint64_t seed = 5;
  if (!source) {
    source = touched_memory(BLOCK + PAGE);
    target = touched_memory(BLOCK + PAGE);
  }
  for (uint32_t at = 0; at < BLOCK; at += 8) {
    uint64_t value = next_random(&seed);
    memcpy(source + at, &value, 8);
  }
}

static void prepare_large(uint32_t scale) {
  (void)scale;
  if (!large) large = touched_memory(LARGE);
}

static uint64_t word_at(const uint8_t *at) {
  uint64_t value;
  memcpy(&value, at, 8);
  return value;
}

/** The C library's memcpy, four megabytes at a time, aligned and not. */
static uint64_t run_copy(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(640, scale); round > 0; round--) {
    memcpy(target + round % 64, source, BLOCK);
    checksum = fold(checksum, word_at(target + BLOCK / 2 + round));
  }
  return checksum;
}

/** The C library's memcpy on 1 to 64 bytes. */
static uint64_t run_copy_small(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(16000000, scale); round > 0; round--) {
    uint32_t size = round * 37 % 64 + 1, at = round * 72 % 32768;
    memcpy(target + at, source + at / 2, size);
    checksum += target[at + size - 1];
  }
  return checksum;
}

static uint64_t run_set(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(1000, scale); round > 0; round--) {
    memset(target + round % 64, (int)(round & 0xff), BLOCK);
    checksum = fold(checksum, word_at(target + BLOCK / 2 + round));
  }
  return checksum;
}

static NOINLINE uint64_t sum_words(const uint64_t *words, size_t count) {
  uint64_t sum = 0;
  for (size_t index = 0; index < count; index++) sum = sum * 3 + words[index];
  return sum;
}

/** Reads 256 KiB in order, a word at a time. */
static uint64_t run_sum(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(12000, scale); round > 0; round--) {
    checksum = fold(checksum, sum_words((const uint64_t *)source, (256u << 10) / 8));
    source[round % 4096] ^= (uint8_t)round;
  }
  return checksum;
}

/** Copies bytes in reverse order, one by one. */
static NOINLINE void copy_reversed(uint8_t *to, const uint8_t *from, size_t count) {
  for (size_t index = 0; index < count; index++) to[index] = from[count - 1 - index];
}

static uint64_t run_bytes(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(3000, scale); round > 0; round--) {
    copy_reversed(target, source + round % 64, 64u << 10);
    checksum = fold(checksum, word_at(target + round));
  }
  return checksum;
}

/** Writes one byte in each of 8192 pages: all that a translation cache of 8192 entries holds. */
static uint64_t run_pages(uint32_t scale) {
  uint64_t checksum = 0;
  memset(large, 0, LARGE);
  for (uint32_t round = share(800, scale); round > 0; round--) {
    uint32_t offset = round * 136 % PAGE;
    for (uint32_t page = 0; page < LARGE / PAGE; page++) large[page * PAGE + offset] += (uint8_t)(page + round);
    checksum = fold(checksum, large[round * PAGE + offset]);
  }
  return checksum;
}

/** Links `count` nodes of `spacing` bytes into one ring in random order (Sattolo's shuffle). */
static void make_ring(uint8_t *memory, uint32_t count, uint32_t spacing) {
  uint32_t *next = (uint32_t *)memory;
  uint32_t step = spacing / 4;
  uint64_t seed = 13;
  for (uint32_t node = 0; node < count; node++) next[node * step] = node * step;
  for (uint32_t node = count - 1; node > 0; node--) {
    uint32_t other = (uint32_t)(next_random(&seed) >> 33) % node;
    uint32_t held = next[node * step];
    next[node * step] = next[other * step];
    next[other * step] = held;
  }
}

static NOINLINE uint32_t chase(const uint32_t *next, uint32_t steps) {
  uint32_t at = 0, sum = 0;
  for (; steps > 0; steps--) {
    at = next[at];
    sum += at;
  }
  return sum;
}

static void prepare_small_ring(uint32_t scale) {
  prepare_large(scale);
  make_ring(large, 256, 64);
}

static void prepare_large_ring(uint32_t scale) {
  prepare_large(scale);
  make_ring(large, LARGE / 256, 256);
}

/** A chain of loads inside 16 KiB: the latency of one load. */
static uint64_t run_chase_cached(uint32_t scale) {
  return chase((const uint32_t *)large, share(140000000, scale));
}

/** A chain of loads over 32 MiB: out of the host's caches, and a new page at each step. */
static uint64_t run_chase_memory(uint32_t scale) {
  return chase((const uint32_t *)large, share(2800000, scale));
}

static const struct test tests[] = {
    {"copy", run_copy, prepare_blocks},
    {"copy-small", run_copy_small, prepare_blocks},
    {"set", run_set, prepare_blocks},
    {"sum", run_sum, prepare_blocks},
    {"bytes", run_bytes, prepare_blocks},
    {"pages", run_pages, prepare_large},
    {"chase-cached", run_chase_cached, prepare_small_ring},
    {"chase-memory", run_chase_memory, prepare_large_ring},
};
const struct group memory_group = GROUP("memory", tests);
