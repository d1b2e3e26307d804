/** What the kernel does for a program: system calls, processes, memory maps, signals, page faults. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define PAGE 4096

static uint64_t run_getpid(uint32_t scale) {
  uint64_t same = 0;
  pid_t own = getpid();
  for (uint32_t round = share(700000, scale); round > 0; round--) same += syscall(SYS_getpid) == own;
  return same;
}

static int wait_for(pid_t child) {
  int status;
  check(waitpid(child, &status, 0) == child && WIFEXITED(status), "a child did not end well");
  return WEXITSTATUS(status);
}

/** fork, an exit status, wait. */
static uint64_t run_fork(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(1000, scale); round > 0; round--) {
    pid_t child = fork();
    check(child >= 0, "fork failed");
    if (child == 0) _exit((int)(round & 0x7f));
    checksum = fold(checksum, (uint64_t)wait_for(child));
  }
  return checksum;
}

/** Starts this program anew, to end at once. */
static NOINLINE pid_t start_nothing(void) {
  char *arguments[] = {"bench", "--nothing", NULL}, *environment[] = {NULL};
  pid_t child = vfork();
  if (child == 0) {
    execve("/proc/self/exe", arguments, environment);
    _exit(1);
  }
  return child;
}

/** vfork, exec, wait. */
static uint64_t run_exec(uint32_t scale) {
  uint64_t ended = 0;
  for (uint32_t round = share(400, scale); round > 0; round--) {
    pid_t child = start_nothing();
    check(child >= 0, "vfork failed");
    ended += wait_for(child) == 0;
  }
  return ended;
}

/** One byte there and back between two processes: two context switches a round. */
static uint64_t run_pipe_switch(uint32_t scale) {
  int there[2], back[2];
  uint32_t rounds = share(8000, scale);
  uint64_t checksum = 0;
  check(pipe(there) == 0 && pipe(back) == 0, "pipe failed");
  pid_t child = fork();
  check(child >= 0, "fork failed");
  if (child == 0) {
    uint8_t byte;
    for (uint32_t round = 0; round < rounds; round++) {
      if (read(there[0], &byte, 1) != 1) _exit(1);
      byte = (uint8_t)(byte * 5 + 1);
      if (write(back[1], &byte, 1) != 1) _exit(1);
    }
    _exit(0);
  }
  for (uint32_t round = 0; round < rounds; round++) {
    uint8_t byte = (uint8_t)round;
    check(write(there[1], &byte, 1) == 1 && read(back[0], &byte, 1) == 1, "a pipe broke");
    checksum = fold(checksum, byte);
  }
  check(wait_for(child) == 0, "the other end of the pipe failed");
  for (int end = 0; end < 2; end++) close(there[end]), close(back[end]);
  return checksum;
}

/** 64 KiB at a time through a pipe to another process, which adds all up. */
static uint64_t run_pipe_bulk(uint32_t scale) {
  static uint8_t buffer[65536];
  int data[2];
  uint32_t rounds = share(3000, scale);
  uint8_t sum = 0;
  check(pipe(data) == 0, "pipe failed");
  pid_t child = fork();
  check(child >= 0, "fork failed");
  if (child == 0) {
    close(data[1]);
    ssize_t got;
    while ((got = read(data[0], buffer, sizeof buffer)) > 0) {
      for (ssize_t index = 0; index < got; index += 64) sum += buffer[index];
    }
    _exit(sum);
  }
  close(data[0]);
  for (uint32_t round = 0; round < rounds; round++) {
    memset(buffer, (int)(round & 0xff), 4096);
    check(write(data[1], buffer, sizeof buffer) == sizeof buffer, "a pipe broke");
  }
  close(data[1]);
  return (uint64_t)wait_for(child);
}

static uint8_t *map_pages(size_t pages) {
  uint8_t *memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(memory != MAP_FAILED, "mmap failed");
  return memory;
}

/** Maps, touches and unmaps four pages. */
static uint64_t run_mmap(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(12000, scale); round > 0; round--) {
    uint8_t *memory = map_pages(4);
    memory[0] = (uint8_t)round;
    memory[3 * PAGE] = 1;
    checksum = fold(checksum, memory[0] + memory[3 * PAGE]);
    munmap(memory, 4 * PAGE);
  }
  return checksum;
}

/** Page faults alone: 16 MiB of new memory, each page written once. */
static uint64_t run_fault(uint32_t scale) {
  uint64_t checksum = 0;
  for (uint32_t round = share(24, scale); round > 0; round--) {
    uint8_t *memory = map_pages(4096);
    // A page at a time; a kernel without huge pages refuses the advice and needs none.
    (void)madvise(memory, 4096 * PAGE, MADV_NOHUGEPAGE);
    for (uint32_t page = 0; page < 4096; page++) memory[page * PAGE] = (uint8_t)(page + round);
    checksum = fold(checksum, memory[100 * PAGE] + memory[4095 * PAGE]);
    munmap(memory, 4096 * PAGE);
  }
  return checksum;
}

static volatile uint64_t signals_seen;

static void count_signal(int number) {
  signals_seen += (uint64_t)number;
}

/** A signal to itself: delivery, handler, return. */
static uint64_t run_signal(uint32_t scale) {
  struct sigaction action = {.sa_handler = count_signal};
  sigaction(SIGUSR1, &action, NULL);
  signals_seen = 0;
  for (uint32_t round = share(60000, scale); round > 0; round--) raise(SIGUSR1);
  return signals_seen / SIGUSR1;
}

static uint8_t *protected_page;

static void allow_page(int number) {
  (void)number;
  signals_seen++;
  mprotect(protected_page, PAGE, PROT_READ | PROT_WRITE);
}

/** Writes to a page that is read-only until the handler of SIGSEGV allows it: garbage collectors do this. */
static uint64_t run_protect(uint32_t scale) {
  struct sigaction action = {.sa_handler = allow_page}, old;
  uint64_t checksum = 0;
  sigaction(SIGSEGV, &action, &old);
  protected_page = map_pages(1);
  signals_seen = 0;
  for (uint32_t round = share(20000, scale); round > 0; round--) {
    mprotect(protected_page, PAGE, PROT_READ);
    *(volatile uint8_t *)(protected_page + round % PAGE) = (uint8_t)round;
    checksum = fold(checksum, protected_page[round % PAGE]);
  }
  munmap(protected_page, PAGE);
  sigaction(SIGSEGV, &old, NULL);
  return fold(checksum, signals_seen);
}

/** Creates, writes, reads and removes a small file. */
static uint64_t run_file(uint32_t scale) {
  char name[64], data[1000];
  uint64_t checksum = 0;
  snprintf(name, sizeof name, "/tmp/bench-%d", (int)getpid());
  for (uint32_t round = share(8000, scale); round > 0; round--) {
    struct stat status;
    int file = open(name, O_CREAT | O_RDWR | O_TRUNC, 0600);
    check(file >= 0, "no file in /tmp");
    memset(data, (int)(round & 0xff), sizeof data);
    check(write(file, data, round % sizeof data) == (ssize_t)(round % sizeof data), "a file cannot be written");
    check(fstat(file, &status) == 0 && lseek(file, 0, SEEK_SET) == 0, "a file cannot be asked");
    checksum = fold(checksum, (uint64_t)status.st_size + (uint64_t)read(file, data, sizeof data));
    close(file);
    unlink(name);
  }
  return checksum;
}

static const struct test tests[] = {
    {"getpid", run_getpid, NULL},       {"fork", run_fork, NULL},           {"exec", run_exec, NULL},
    {"pipe-switch", run_pipe_switch, NULL}, {"pipe-bulk", run_pipe_bulk, NULL}, {"mmap", run_mmap, NULL},
    {"fault", run_fault, NULL},         {"signal", run_signal, NULL},       {"protect", run_protect, NULL},
    {"file", run_file, NULL},
};
const struct group system_group = GROUP("system", tests);
