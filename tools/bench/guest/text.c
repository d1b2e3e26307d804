/** Integer work on tables and bytes: a bytecode interpreter, a hash table, strings, SHA-256. */
#include <string.h>

#include "bench.h"

enum op { PUSH, ADD, SUBTRACT, MULTIPLY, XOR, SHIFT, DUPLICATE, SWAP, LOAD, STORE, JUMP_NOT_ZERO, HALT };

/** Three variables: 0 counts down, 1 and 2 are mixed until it is zero. */
static const uint8_t program[] = {
    LOAD, 1, PUSH, 31, MULTIPLY, LOAD, 2, ADD, DUPLICATE, STORE, 1,    // v1 = v1 * 31 + v2
    PUSH, 7, SHIFT, LOAD, 2, XOR, LOAD, 0, SWAP, SUBTRACT, STORE, 2,   // v2 = v0 - ((v1 >> 7) ^ v2)
    LOAD, 0, PUSH, 1, SUBTRACT, DUPLICATE, STORE, 0, JUMP_NOT_ZERO, 0, // until --v0 is 0
    HALT,
};

/** A stack machine with one switch: an indirect jump that no history of one site predicts. */
static NOINLINE uint64_t interpret(const uint8_t *code, uint32_t count) {
  uint32_t stack[16], variables[3] = {count, 1, 2};
  uint32_t top = 0;
  for (const uint8_t *at = code;;) {
    switch (*at++) {
      case PUSH: stack[top++] = *at++; break;
      case ADD: top--; stack[top - 1] += stack[top]; break;
      case SUBTRACT: top--; stack[top - 1] -= stack[top]; break;
      case MULTIPLY: top--; stack[top - 1] *= stack[top]; break;
      case XOR: top--; stack[top - 1] ^= stack[top]; break;
      case SHIFT: top--; stack[top - 1] >>= stack[top] & 31; break;
      case DUPLICATE: stack[top] = stack[top - 1]; top++; break;
      case SWAP: {
        uint32_t held = stack[top - 1];
        stack[top - 1] = stack[top - 2];
        stack[top - 2] = held;
        break;
      }
      case LOAD: stack[top++] = variables[*at++]; break;
      case STORE: variables[*at++] = stack[--top]; break;
      case JUMP_NOT_ZERO: at = stack[--top] != 0 ? code + *at : at + 1; break;
      default: return (uint64_t)variables[1] << 32 | variables[2];
    }
  }
}

uint64_t run_interpreter(uint32_t scale) {
  return interpret(program, share(2500000, scale));
}

#define TABLE_BITS 16
#define TABLE_SIZE (1u << TABLE_BITS)
static uint64_t keys[TABLE_SIZE];
static uint32_t values[TABLE_SIZE];

static NOINLINE uint32_t slot_of(uint64_t key) {
  uint32_t slot = (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> (64 - TABLE_BITS));
  while (keys[slot] != 0 && keys[slot] != key) slot = (slot + 1) % TABLE_SIZE;
  return slot;
}

/** Counts words of a stream in an open-addressed table of 64-bit keys, then looks all of them up again. */
uint64_t run_hash(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(160, scale); round > 0; round--) {
    uint64_t seed = round;
    memset(keys, 0, sizeof keys);
    memset(values, 0, sizeof values);
    for (uint32_t index = 0; index < 200000; index++) {
      uint64_t key = next_random(&seed) % 40000 * 977 + 1;
      uint32_t slot = slot_of(key);
      keys[slot] = key;
      values[slot] += index;
    }
    for (uint64_t word = 0; word < 40000; word++) checksum = fold(checksum, values[slot_of(word * 977 + 1)]);
  }
  return checksum;
}

#define TEXT_SIZE 65536
static char text[TEXT_SIZE];

static void fill_text(void) {
  uint64_t seed = 11;
  for (uint32_t index = 0; index < TEXT_SIZE - 1; index++) {
    uint32_t letter = (uint32_t)(next_random(&seed) >> 40) % 32;
    text[index] = letter < 26 ? (char)('a' + letter) : ' ';
  }
  text[TEXT_SIZE - 1] = 0;
}

static NOINLINE int starts_with(const char *at, const char *word) {
  while (*word != 0 && *at == *word) at++, word++;
  return *word == 0;
}

static NOINLINE uint32_t occurrences(const char *in, const char *word) {
  uint32_t found = 0;
  for (; *in != 0; in++) found += (uint32_t)starts_with(in, word);
  return found;
}

/** Turns round every word of the text, in place, and returns a checksum of the words' lengths. */
static NOINLINE uint64_t reverse_words(char *at) {
  uint64_t checksum = 0;
  while (*at != 0) {
    char *end = at;
    while (*end != 0 && *end != ' ') end++;
    checksum = fold(checksum, (uint64_t)(end - at));
    for (char *low = at, *high = end - 1; low < high; low++, high--) {
      char held = *low;
      *low = *high;
      *high = held;
    }
    at = *end == 0 ? end : end + 1;
  }
  return checksum;
}

uint64_t run_string(uint32_t scale) {
  uint64_t checksum = 0;
  fill_text();
  for (uint32_t round = share(750, scale); round > 0; round--) {
    checksum = fold(checksum, occurrences(text, round % 2 ? "th" : "a b"));
    checksum = fold(checksum, reverse_words(text));
  }
  return checksum;
}

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline uint32_t rotate(uint32_t value, int by) {
  return value >> by | value << (32 - by);
}

/** One block of FIPS 180-4, 6.2.2. */
static NOINLINE void sha256_block(uint32_t *state, const uint32_t *message) {
  uint32_t w[64], s[8];
  memcpy(w, message, 64);
  memcpy(s, state, sizeof s);
  for (int t = 16; t < 64; t++) {
    uint32_t sigma0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
    uint32_t sigma1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;
    w[t] = w[t - 16] + sigma0 + w[t - 7] + sigma1;
  }
  for (int t = 0; t < 64; t++) {
    uint32_t sum1 = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
    uint32_t first = s[7] + sum1 + ((s[4] & s[5]) ^ (~s[4] & s[6])) + round_constants[t] + w[t];
    uint32_t sum0 = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
    uint32_t second = sum0 + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
    memmove(s + 1, s, 7 * sizeof s[0]);
    s[4] += first;
    s[0] = first + second;
  }
  for (int index = 0; index < 8; index++) state[index] += s[index];
}

uint64_t run_sha256(uint32_t scale) {
  uint32_t message[16] = {0x80000000}, state[8];
  static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(state, initial, sizeof state);
  sha256_block(state, message);
  check(state[0] == 0xe3b0c442 && state[7] == 0x7852b855, "sha256: the hash of nothing is wrong");
  for (uint32_t round = share(240000, scale); round > 0; round--) {
    message[round % 16] ^= state[round % 8];
    sha256_block(state, message);
  }
  return (uint64_t)state[0] << 32 | state[7];
}
