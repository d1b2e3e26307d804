/**
 * bench [--scale N] [--wait] [--list] [NAME...]: runs the named tests or groups, or all. For each one line before and
 * one after it:
 *
 *   @bench begin GROUP/NAME
 *   @bench end GROUP/NAME checksum=HEX ns=WALL cpu=NS
 *
 * With --wait it reads a line from stdin after each of these lines: a harness answers when it has read the host's clocks,
 * and meanwhile nothing runs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

#ifdef ONLY_FLOAT
static const struct group *const groups[] = {&float_group};
#else
static const struct group *const groups[] = {&integer_group, &memory_group, &float_group,
                                             &system_group,  &code_group,   &applications_group};
#endif
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

struct options {
  uint32_t scale;
  int wait;
  int list;
  char **names;
  int name_count;
};

uint32_t share(uint32_t total, uint32_t scale) {
  uint32_t part = total / scale;
  return part > 0 ? part : 1;
}

void fail(const char *what) {
  fprintf(stderr, "bench: %s\n", what);
  exit(1);
}

void check(int holds, const char *what) {
  if (!holds) fail(what);
}

void *touched_memory(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(memory != MAP_FAILED, "no memory");
  memset(memory, 0, bytes);
  return memory;
}

static uint64_t wall_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t usage_ns(int who) {
  struct rusage usage;
  getrusage(who, &usage);
  uint64_t seconds = (uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec;
  uint64_t micros = (uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec;
  return seconds * 1000000000u + micros * 1000u;
}

/** CPU of this process and of children it has waited for. */
static uint64_t cpu_ns(void) {
  return usage_ns(RUSAGE_SELF) + usage_ns(RUSAGE_CHILDREN);
}

static void say(const char *line, const struct options *options) {
  char answer;
  fputs(line, stdout);
  fflush(stdout);
  if (!options->wait) return;
  do check(read(STDIN_FILENO, &answer, 1) == 1, "--wait: stdin has ended");
  while (answer != '\n');
}

static void run_test(const struct group *group, const struct test *test, const struct options *options) {
  char line[200];
  if (test->prepare) test->prepare(options->scale);
  snprintf(line, sizeof line, "@bench begin %s/%s\n", group->name, test->name);
  say(line, options);
  uint64_t wall = wall_ns(), cpu = cpu_ns();
  uint64_t checksum = test->run(options->scale);
  wall = wall_ns() - wall;
  cpu = cpu_ns() - cpu;
  snprintf(line, sizeof line, "@bench end %s/%s checksum=%016llx ns=%llu cpu=%llu\n", group->name, test->name,
           (unsigned long long)checksum, (unsigned long long)wall, (unsigned long long)cpu);
  say(line, options);
}

static int is_chosen(const struct group *group, const struct test *test, const struct options *options) {
  for (int index = 0; index < options->name_count; index++) {
    if (strcmp(options->names[index], group->name) == 0 || strcmp(options->names[index], test->name) == 0) return 1;
  }
  return options->name_count == 0;
}

/** Each known name is a test's or a group's. */
static int is_known(const char *name) {
  for (size_t group = 0; group < GROUPS; group++) {
    if (strcmp(name, groups[group]->name) == 0) return 1;
    for (size_t index = 0; index < groups[group]->count; index++) {
      if (strcmp(name, groups[group]->tests[index].name) == 0) return 1;
    }
  }
  return 0;
}

static uint32_t number(const char *text) {
  char *end;
  unsigned long value = text ? strtoul(text, &end, 10) : 0;
  if (!text || *text == 0 || *end != 0 || value > 1000000) fail("an option wants a number up to 1000000");
  return (uint32_t)value;
}

static struct options parse(int count, char **arguments) {
  struct options options = {.scale = 1, .names = arguments, .name_count = 0};
  for (int index = 1; index < count; index++) {
    char *word = arguments[index];
    if (strcmp(word, "--list") == 0) options.list = 1;
    else if (strcmp(word, "--scale") == 0) options.scale = number(arguments[++index]);
    else if (strcmp(word, "--wait") == 0) options.wait = 1;
    else if (is_known(word)) options.names[options.name_count++] = word;
    else {
      fprintf(stderr, "bench: no test, group or option \"%s\"; --list shows the tests\n", word);
      exit(2);
    }
  }
  if (options.scale == 0) fail("--scale is at least 1");
  return options;
}

int main(int count, char **arguments) {
  /* The system tests start this program again, to do nothing. */
  if (count == 2 && strcmp(arguments[1], "--nothing") == 0) return 0;
  struct options options = parse(count, arguments);
  for (size_t group = 0; group < GROUPS; group++) {
    for (size_t index = 0; index < groups[group]->count; index++) {
      const struct test *test = &groups[group]->tests[index];
      if (!is_chosen(groups[group], test, &options)) continue;
      if (options.list) printf("%s/%s\n", groups[group]->name, test->name);
      else run_test(groups[group], test, &options);
    }
  }
  return 0;
}
