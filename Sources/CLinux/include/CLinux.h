// The Linux calls that Swift's Glibc module does not offer: epoll, eventfd, pidfd, thread names.
// Results follow the system's habit: -1 and errno on failure.
#pragma once

#include <stdint.h>
#include <sys/types.h>

// Bits of an epoll interest and of an epoll answer, as plain integers that Swift can combine.
extern const uint32_t clinux_epoll_in;
extern const uint32_t clinux_epoll_out;

// What one `clinux_epoll_wait` found out about one descriptor.
typedef struct {
    uint64_t token;  // the value given when the descriptor was added
    uint32_t events;
} clinux_event;

int clinux_epoll_create(void);
int clinux_epoll_add(int epoll, int fd, uint32_t events, uint64_t token);
int clinux_epoll_modify(int epoll, int fd, uint32_t events, uint64_t token);
int clinux_epoll_remove(int epoll, int fd);

// Waits at most `milliseconds` (-1: without end) and stores at most `capacity` (up to 128) events.
// An interrupting signal counts as "nothing happened".
int clinux_epoll_wait(int epoll, clinux_event *events, int capacity, int milliseconds);

// A counter to wake an epoll with. Posting never blocks; draining sets it back to zero.
int clinux_eventfd_create(void);
void clinux_eventfd_post(int fd);
void clinux_eventfd_drain(int fd);

// A descriptor that becomes readable when process `pid` ends.
int clinux_pidfd_open(pid_t pid);
// Sends a signal to exactly the process behind the descriptor, never to a later one with the same pid.
int clinux_pidfd_send_signal(int pidfd, int signal);

// Names the calling thread for tools such as `top -H`; bytes after the 15th are left out.
void clinux_name_thread(const char *name);
