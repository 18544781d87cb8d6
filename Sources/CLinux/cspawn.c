#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Constants that Debian 12's headers lack or keep in headers that clash with glibc's.
#ifndef P_PIDFD
#define P_PIDFD 3
#endif
enum {
    kernel_signal_count = 64,
    kernel_mask_bytes = kernel_signal_count / 8,
    standard_descriptors = 3,
    most_descriptors = 4,
    most_descriptors_to_mark = 65536,
    send_to_process_group = 1 << 2,  // PIDFD_SIGNAL_PROCESS_GROUP
};

// The C library keeps two signals out of pthread_sigmask, one of which could run setuid's broadcast in
// a child that still shares our memory. Hence the system call.
static void set_mask(const uint64_t *new_mask, uint64_t *old_mask) {
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, new_mask, old_mask, kernel_mask_bytes);
}

// Runs in the child, before its signals are unblocked: a handler of ours must not run on shared memory,
// and an ignored signal must not be inherited. The system call again, because the C library refuses to
// touch its own two signals; all zeros are the default action, whatever the order of the fields.
static void reset_signal_handlers(void) {
    static const uint64_t default_action[8] = {0};
    for (int number = 1; number <= kernel_signal_count; number++) {
        syscall(SYS_rt_sigaction, number, default_action, NULL, kernel_mask_bytes);
    }
}

// How many descriptors the child has.
static int descriptor_count(const int wanted[most_descriptors]) {
    return wanted[standard_descriptors] >= 0 ? most_descriptors : standard_descriptors;
}

// Moves sources that sit among the targets out of the way first, so that no dup2 overwrites a later source,
// and none is from a descriptor to itself, which would stay close-on-exec.
static int place_descriptors(const int wanted[most_descriptors], volatile size_t *index) {
    int source[most_descriptors];
    int count = descriptor_count(wanted);
    for (int target = 0; target < count; target++) {
        *index = (size_t)target;
        source[target] = wanted[target];
        if (wanted[target] >= 0 && wanted[target] < count) {
            source[target] = fcntl(wanted[target], F_DUPFD_CLOEXEC, count);
            if (source[target] < 0) { return -1; }
        }
    }
    for (int target = 0; target < count; target++) {
        *index = (size_t)target;
        if (source[target] >= 0 && dup2(source[target], target) < 0) { return -1; }
    }
    return 0;
}

static int mark_others_close_on_exec(int first) {
    if (syscall(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC) == 0) { return 0; }
    if (errno != ENOSYS && errno != EINVAL) { return -1; }
    // A kernel before 5.11.
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) { return -1; }
    rlim_t end = files.rlim_cur < most_descriptors_to_mark ? files.rlim_cur : most_descriptors_to_mark;
    for (int fd = first; fd < (int)end; fd++) { fcntl(fd, F_SETFD, FD_CLOEXEC); }
    return 0;
}

static int set_limits(const cspawn_request *request, volatile size_t *index) {
    for (size_t i = 0; i < request->limit_count; i++) {
        *index = i;
        struct rlimit limit = {request->limits[i].soft, request->limits[i].hard};
        if (setrlimit((__rlimit_resource_t)request->limits[i].resource, &limit) != 0) { return -1; }
    }
    return 0;
}

// The C library's setuid family tells every thread of the process, and the threads are still the
// parent's. The system calls change this one only.
static int switch_user(const cspawn_request *request, volatile cspawn_result *result) {
    result->failed_step = CSPAWN_SET_GROUPS;
    if (syscall(SYS_setgroups, 0, NULL) != 0) { return -1; }
    result->failed_step = CSPAWN_SET_GROUP;
    if (syscall(SYS_setresgid, request->gid, request->gid, request->gid) != 0) { return -1; }
    result->failed_step = CSPAWN_SET_USER;
    return (int)syscall(SYS_setresuid, request->uid, request->uid, request->uid);
}

// The parent may have died before the kernel knew what to send; then nobody would.
static int follow_parent_to_death(int sig, pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, sig) != 0) { return -1; }
    if (getppid() != parent) { raise(SIGKILL); }
    return 0;
}

// All steps between vfork and execve, in an order that matters: limits while still privileged, the
// user before the directory and the program so that both are judged by the child's rights, the death
// signal after the user because a change of user clears it.
static void become_child(const cspawn_request *request, pid_t parent, volatile cspawn_result *result) {
    static const uint64_t no_signals = 0;
    reset_signal_handlers();
    result->failed_step = CSPAWN_PROCESS_GROUP;
    if (setpgid(0, 0) != 0) { return; }
    result->failed_step = CSPAWN_DESCRIPTOR;
    if (place_descriptors(request->descriptors, &result->index) != 0) { return; }
    result->failed_step = CSPAWN_CLOSE_OTHERS;
    if (mark_others_close_on_exec(descriptor_count(request->descriptors)) != 0) { return; }
    result->failed_step = CSPAWN_LIMIT;
    if (set_limits(request, &result->index) != 0) { return; }
    if (request->switch_user && switch_user(request, result) != 0) { return; }
    result->failed_step = CSPAWN_DEATH_SIGNAL;
    if (request->death_signal != 0 && follow_parent_to_death(request->death_signal, parent) != 0) { return; }
    result->failed_step = CSPAWN_DIRECTORY;
    if (request->working_directory != NULL && chdir(request->working_directory) != 0) { return; }
    result->failed_step = CSPAWN_EXECUTE;
    set_mask(&no_signals, NULL);
    execve(request->path, request->arguments, request->environment);
}

// Not inlined: the frame that calls vfork must stay until the child is gone from our memory.
__attribute__((noinline))
static pid_t fork_and_execute(const cspawn_request *request, volatile cspawn_result *result) {
    pid_t parent = getpid();
    pid_t pid = vfork();
    if (pid == 0) {
        become_child(request, parent, result);
        result->error = errno;
        _exit(127);
    }
    return pid;
}

static pthread_mutex_t dumpable_lock = PTHREAD_MUTEX_INITIALIZER;

cspawn_result cspawn_start(const cspawn_request *request) {
    // The child writes here while it shares our memory; a stale value must not be kept in a register.
    volatile cspawn_result shared = {.pid = -1, .pidfd = -1};
    const uint64_t every_signal = ~(uint64_t)0;
    uint64_t mask = 0;

    // A change of user in the child marks the memory as not dumpable, and until execve that is ours. One at
    // a time, or one thread would take another's momentary mark for the state to go back to.
    int dumpable = 0;
    if (request->switch_user) {
        pthread_mutex_lock(&dumpable_lock);
        dumpable = prctl(PR_GET_DUMPABLE);
    }
    set_mask(&every_signal, &mask);
    pid_t pid = fork_and_execute(request, &shared);
    int vfork_error = errno;
    set_mask(&mask, NULL);
    if (request->switch_user) {
        if (dumpable == 1) { prctl(PR_SET_DUMPABLE, 1); }
        pthread_mutex_unlock(&dumpable_lock);
    }

    if (pid < 0) {
        shared.failed_step = CSPAWN_VFORK;
        shared.error = vfork_error;
        return shared;
    }
    if (shared.error != 0) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
        return shared;
    }
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) {
        shared.error = errno;
        shared.failed_step = CSPAWN_PIDFD;
        kill(-pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
        return shared;
    }
    shared.failed_step = CSPAWN_OK;
    shared.pid = pid;
    shared.pidfd = pidfd;
    return shared;
}

int cspawn_reap(int pidfd, int *value) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    int outcome;
    do {
        outcome = waitid((idtype_t)P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG);
    } while (outcome < 0 && errno == EINTR);
    if (outcome < 0) { return CSPAWN_LOST; }
    if (info.si_pid == 0) { return CSPAWN_RUNNING; }
    *value = info.si_status;
    return info.si_code == CLD_EXITED ? CSPAWN_EXITED : CSPAWN_SIGNALLED;
}

int cspawn_signal_group(int pidfd, pid_t group, int sig) {
    if (syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, send_to_process_group) == 0) { return 0; }
    if (errno != EINVAL && errno != ENOSYS) { return errno; }
    return kill(-group, sig) == 0 ? 0 : errno;
}

void cspawn_reap_orphans(pid_t group) {
    siginfo_t info;
    do {
        memset(&info, 0, sizeof info);
        if (waitid(P_PGID, (id_t)group, &info, WEXITED | WNOHANG) != 0) { return; }
    } while (info.si_pid != 0);
}

int cspawn_pipe(int *reading, int *writing) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) { return -1; }
    *reading = ends[0];
    *writing = ends[1];
    return 0;
}

ssize_t cspawn_write(int descriptor, const void *bytes, size_t count) {
    sigset_t pipe_signal, mask, pending;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    // One that waits already is somebody else's and stays.
    int waits_already = sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &mask);
    ssize_t written = write(descriptor, bytes, count);
    int error = errno;
    if (written < 0 && error == EPIPE && !waits_already) {
        const struct timespec at_once = {0, 0};
        while (sigtimedwait(&pipe_signal, NULL, &at_once) < 0 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    return written < 0 ? -error : written;
}

const char *cspawn_error_text(int error) {
    const char *text = strerrordesc_np(error);
    return text != NULL ? text : "unknown error";
}
