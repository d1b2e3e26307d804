/**
 * Programs as people run them: shell commands over busybox in a guest, over the host's own tools when run natively. Only
 * output that every implementation of a tool must produce goes into the checksum.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"

/** Working folder and its files; shell commands see them below $D. */
static char folder[32];

static void remove_folder(void) {
  char command[100];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  if (system(command) != 0) fputs("bench: the working folder cannot be removed\n", stderr);
}

static FILE *create(const char *name) {
  char path[200];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  check(file != NULL, "no file in /tmp");
  return file;
}

/** Lines of words, numbers and fields; words repeat as they do in a language, so that compressors find something. */
static void write_text(uint32_t lines) {
  static const char *const syllables[] = {"ka", "lo", "mi", "ren", "tos", "u", "vel", "da", "sch", "pi", "no", "er"};
  uint64_t seed = 17;
  FILE *file = create("text");
  for (uint32_t line = 0; line < lines; line++) {
    fprintf(file, "%u:%u:", (uint32_t)(next_random(&seed) >> 40) % 100000, line);
    for (uint32_t word = 0; word < 8; word++) {
      uint32_t choice = (uint32_t)(next_random(&seed) >> 45) % 400;
      fprintf(file, " %s%s%s", syllables[choice % 12], syllables[choice / 12 % 12], choice < 144 ? "" : "en");
    }
    fputc('\n', file);
  }
  fclose(file);
}

/** Folders with small files for `find`. */
static void write_tree(uint32_t folders) {
  char path[120];
  for (uint32_t index = 0; index < folders; index++) {
    snprintf(path, sizeof path, "%s/tree/%u", folder, index);
    check(mkdir(path, 0700) == 0, "no folder in /tmp");
    for (uint32_t name = 0; name < 20; name++) {
      snprintf(path, sizeof path, "tree/%u/%s%u", index, name % 3 ? "note" : "page", name);
      fclose(create(path));
    }
  }
}

static void prepare_files(uint32_t scale) {
  char path[120], number[16];
  if (folder[0] == 0) {
    snprintf(folder, sizeof folder, "/tmp/bench-%d", (int)getpid());
    snprintf(path, sizeof path, "%s/tree", folder);
    check(mkdir(folder, 0700) == 0 && mkdir(path, 0700) == 0, "no folder in /tmp");
    atexit(remove_folder);
    write_text(share(24000, scale));
    write_tree(share(60, scale));
    setenv("D", folder, 1);
    setenv("LC_ALL", "C", 1);
  }
  snprintf(number, sizeof number, "%u", scale);
  setenv("SCALE", number, 1);
}

/** Checksum of what a shell command prints; fails when the command fails. */
static uint64_t output_of(const char *command) {
  char buffer[4096];
  uint64_t checksum = 0;
  size_t got;
  FILE *pipe = popen(command, "r");
  check(pipe != NULL, "no shell");
  while ((got = fread(buffer, 1, sizeof buffer, pipe)) > 0) {
    for (size_t index = 0; index < got; index++) checksum = fold(checksum, (uint8_t)buffer[index]);
  }
  int status = pclose(pipe);
  if (status != 0) {
    fprintf(stderr, "bench: status %d of: %s\n", status, command);
    exit(1);
  }
  return checksum;
}

#define APPLICATION(name, command) \
  static uint64_t run_##name(uint32_t scale) { \
    (void)scale; \
    return output_of(command); \
  }

APPLICATION(gzip, "set -e; for i in 1 2; do gzip -c $D/text > $D/text.gz; gunzip -c < $D/text.gz | md5sum; done")
APPLICATION(bzip2, "set -e; bzip2 -c $D/text > $D/text.bz2; bunzip2 -c < $D/text.bz2 | md5sum")
APPLICATION(awk,
            "awk -F: '{ n += $1 % 7; split($3, w, \" \"); for (i in w) seen[w[i]]++ }"
            " END { for (s in seen) { k++; t += seen[s] * length(s) } print n, k, t }' $D/text")
APPLICATION(sed, "sed -e 's/en /-/g' -e '/lo[a-z]*-/s/^\\([0-9]*\\):\\([0-9]*\\)/\\2;\\1/' -e 'y/abc/xyz/' $D/text | md5sum")
APPLICATION(sort_lines, "sort -n $D/text | md5sum; sort -r $D/text | md5sum; sort -t: -k3 $D/text | md5sum")
APPLICATION(find, "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do find $D/tree -name 'page*' -type f | sed \"s:$D::\" | sort | md5sum; done")
APPLICATION(sha256sum, "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do sha256sum < $D/text; done")
APPLICATION(shell_loop,
            "i=0; s=0; while [ $i -lt $((20000 / SCALE + 1)) ]; do"
            " case $i in *7) s=$((s + i));; *) s=$((s ^ i));; esac; i=$((i + 1)); done; echo $s")
APPLICATION(shell_forks,
            "i=0; while [ $i -lt $((120 / SCALE + 1)) ]; do x=$(echo $i | sed s/1/2/); s=$s${x%?}; i=$((i + 1)); done;"
            " echo $s")

static const struct test tests[] = {
    {"gzip", run_gzip, prepare_files},
    {"bzip2", run_bzip2, prepare_files},
    {"awk", run_awk, prepare_files},
    {"sed", run_sed, prepare_files},
    {"sort-lines", run_sort_lines, prepare_files},
    {"find", run_find, prepare_files},
    {"sha256sum", run_sha256sum, prepare_files},
    {"shell-loop", run_shell_loop, prepare_files},
    {"shell-forks", run_shell_forks, prepare_files},
};
const struct group applications_group = GROUP("applications", tests);
