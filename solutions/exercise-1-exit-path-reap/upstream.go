// Minimum: Go 1.19

// Package shim is a twin of the faults in Go, to read beside the Rust: a close with a guard beside one
// without, and a bus that sends under its lock. It is written for this workbook and is taken from no project.
package shim

import (
	"sync"
	"time"
)

// Task is one process. done is closed when it has ended: every receiver sees a close, early or late, so
// in Go the second waiter is well. A value sent into done would reach one of them.
type Task struct {
	mu     sync.Mutex
	exited bool
	status int
	done   chan struct{}
}

// Reap has the guarded close: look, set and close under one lock. Any number of calls is harmless.
func (t *Task) Reap(status int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.exited {
		return
	}
	t.exited = true
	t.status = status
	close(t.done)
}

// Kill has the unguarded one. If Reap comes between the timer and the lock, done is closed twice: panic.
// The lock alone is no guard; nobody looks at exited under it.
func (t *Task) Kill(signal func(), limit time.Duration) {
	signal()
	select {
	case <-t.done:
	case <-time.After(limit):
		t.mu.Lock()
		defer t.mu.Unlock()
		t.exited = true
		t.status = 137
		close(t.done)
	}
}

// Wait needs no lock for done, which is set once, before anybody can see the task.
func (t *Task) Wait() int {
	<-t.done
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.status
}

// Bus tells its subscribers of every exit. The map is made by its constructor, which is left out.
type Bus struct {
	mu          sync.Mutex
	subscribers map[chan int]struct{}
}

// Subscribe gives a queue with room for four.
func (b *Bus) Subscribe() chan int {
	exits := make(chan int, 4)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subscribers[exits] = struct{}{}
	return exits
}

// Publish waits for a full queue while it holds mu.
func (b *Bus) Publish(pid int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for exits := range b.subscribers {
		exits <- pid
	}
}

// Unsubscribe needs mu, and whoever calls it has stopped reading.
func (b *Bus) Unsubscribe(exits chan int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.subscribers, exits)
}
