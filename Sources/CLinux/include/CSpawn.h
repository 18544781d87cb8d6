#ifndef CSPAWN_H
#define CSPAWN_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Where the start of a child can fail. The child shares its parent's memory until it executes, so
// the step and errno arrive without a pipe.
enum {
    CSPAWN_OK = 0,
    CSPAWN_VFORK,
    CSPAWN_PROCESS_GROUP,
    CSPAWN_DESCRIPTOR,
    CSPAWN_CLOSE_OTHERS,
    CSPAWN_LIMIT,
    CSPAWN_SET_GROUPS,
    CSPAWN_SET_GROUP,
    CSPAWN_SET_USER,
    CSPAWN_DEATH_SIGNAL,
    CSPAWN_DIRECTORY,
    CSPAWN_EXECUTE,
    CSPAWN_PIDFD,
};

typedef struct {
    int resource;   // RLIMIT_*
    uint64_t soft;  // RLIM_INFINITY = no limit
    uint64_t hard;
} cspawn_limit;

typedef struct {
    const char *path;               // what execve gets
    char *const *arguments;         // NULL-terminated, [0] is the name shown by ps
    char *const *environment;       // NULL-terminated, complete
    const char *working_directory;  // NULL: the parent's
    int descriptors[4];             // become 0, 1, 2 and 3; -1 keeps the parent's 0, 1 and 2 and gives no 3
    const cspawn_limit *limits;
    size_t limit_count;
    int switch_user;                // 0: keep the parent's user, groups too
    uid_t uid;
    gid_t gid;
    int death_signal;               // sent when the spawning thread ends; 0: none
} cspawn_request;

typedef struct {
    pid_t pid;
    int pidfd;        // close-on-exec; owned by the caller
    int failed_step;  // CSPAWN_OK, or what failed, with `error`
    int error;        // errno of the failed step
    size_t index;     // which limit or descriptor failed
} cspawn_result;

// Starts a child in its own process group with default signal handling and an empty signal mask.
// Blocks the calling thread until the child has executed or failed. Nothing is left behind on failure.
cspawn_result cspawn_start(const cspawn_request *request);

enum { CSPAWN_RUNNING = 0, CSPAWN_EXITED, CSPAWN_SIGNALLED, CSPAWN_LOST };

// Takes the exit of the child if there is one. `*value` becomes the status or the signal.
// CSPAWN_LOST: somebody else has reaped it.
int cspawn_reap(int pidfd, int *value);

// Sends to every process of the group that the child leads. 0, or errno; ESRCH: the group is empty.
// With `sig` 0 only asks. Safe after the child was reaped where the kernel knows groups by pidfd (6.9).
int cspawn_signal_group(int pidfd, pid_t group, int sig);

// Reaps members of the group that were orphaned and handed to this process (process 1 of a container).
// Call only while the group is known not to be empty: its number may belong to another one afterwards.
void cspawn_reap_orphans(pid_t group);

// A pipe whose ends are both close-on-exec and block. 0, or -1 and errno.
int cspawn_pipe(int *reading, int *writing);

// write(2) whose EPIPE comes without SIGPIPE, for pipes (MSG_NOSIGNAL is for sockets). Byte count or -errno.
ssize_t cspawn_write(int descriptor, const void *bytes, size_t count);

// The C library's English sentence for an errno; never NULL.
const char *cspawn_error_text(int error);

#endif
