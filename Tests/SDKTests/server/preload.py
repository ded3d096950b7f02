"""A clock that jumps and names that lead where a test says, for a real server: a library loaded in front of the C
library.

Debian's libfaketime does not serve here. It sets an environment variable as it loads, after which a Swift program finds
no arguments; and it fakes `timerfd_settime` too, on which the pauses of a Swift task rest: after some jumps they never
ended. This one moves the wall clock alone. It is made with the compiler that comes with Swift.
"""

import shutil
import struct
import subprocess

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* The wall clock is ahead by as many seconds as TEST_CLOCK, a file of eight bytes, says at the moment. */

static const volatile long long *ahead;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TEST_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) ahead = page;
    close(file);
}

int clock_gettime(clockid_t clock, struct timespec *found) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int failure = real(clock, found);
    if (!failure && ahead && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) found->tv_sec += *ahead;
    return failure;
}

int gettimeofday(struct timeval *restrict found, void *restrict zone) {
    struct timespec now;
    int failure = clock_gettime(CLOCK_REALTIME, &now);
    *found = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return failure;
}

time_t time(time_t *found) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (found) *found = now.tv_sec;
    return now.tv_sec;
}

/* TEST_NAMES holds "name=first,second name=...": the addresses of names. Parted by "|" they are answers, one for each
   time that the name is asked, the last from then on. Case does not matter, as in any name. */

typedef int resolve(const char *, const char *, const struct addrinfo *, struct addrinfo **);
static int asked[16];

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    resolve *real = (resolve *)dlsym(RTLD_NEXT, "getaddrinfo");
    const char *names = getenv("TEST_NAMES");
    if (!node || !names) return real(node, service, hints, found);
    char *copy = strdup(names), *rest, *entry = strtok_r(copy, " ", &rest);
    for (int place = 0; entry && place < 16; place++, entry = strtok_r(NULL, " ", &rest)) {
        char *value = strchr(entry, '=');
        *value++ = 0;
        if (strcasecmp(entry, node)) continue;
        int number = __sync_fetch_and_add(&asked[place], 1);
        for (char *next; number-- > 0 && (next = strchr(value, '|')); value = next + 1) {}
        value[strcspn(value, "|")] = 0;
        struct addrinfo numeric = hints ? *hints : (struct addrinfo){0}, **end = found;
        numeric.ai_flags |= AI_NUMERICHOST;
        numeric.ai_flags &= ~AI_ADDRCONFIG;
        *found = NULL;
        char *parts;
        for (char *address = strtok_r(value, ",", &parts); address; address = strtok_r(NULL, ",", &parts)) {
            if (real(address, service, &numeric, end)) continue;
            while (*end) end = &(*end)->ai_next;
        }
        free(copy);
        return *found ? 0 : EAI_NONAME;
    }
    free(copy);
    return real(node, service, hints, found);
}
"""


def build(folder):
    """Compiles the library, once a run, and returns its path."""
    compiler = shutil.which("clang") or shutil.which("cc")
    assert compiler, "there is no clang, which comes with Swift, and no cc"
    library = folder / "preload.so"
    (folder / "preload.c").write_text(SOURCE)
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", library, folder / "preload.c", "-ldl"], check=True, timeout=120
    )
    return library


def environment(library, clock, names):
    """What a server is started with. `names` is where names lead, such as {"shop.test": "::1,127.0.0.1"}."""
    told = {"TEST_NAMES": " ".join(f"{name}={to}" for name, to in names.items())} if names else {}
    return {"LD_PRELOAD": str(library), "TEST_CLOCK": str(clock), **told}


def write_clock(clock, seconds_ahead):
    """Into the same file, which the server has in its memory."""
    with open(clock, "r+b" if clock.exists() else "wb") as file:
        file.write(struct.pack("q", seconds_ahead))
