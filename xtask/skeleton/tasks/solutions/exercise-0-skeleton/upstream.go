// Minimum: Go 1.19

// Package task is a twin of the bug in Go, to read beside the Rust: the same promise, the same missing step. It is
// written for this workbook.
package task

import "sync"

// Task is one task. New makes it; cond uses mu.
type Task struct {
	mu   sync.Mutex
	cond *sync.Cond
	code *int
}

// New returns a task that runs.
func New() *Task {
	t := &Task{}
	t.cond = sync.NewCond(&t.mu)
	return t
}

// Exited takes the reaper's report. Signal wakes one waiter; Broadcast would wake all of them.
func (t *Task) Exited(code int) {
	t.mu.Lock()
	if t.code == nil {
		t.code = &code
	}
	t.mu.Unlock()
	t.cond.Signal()
}

// Wait waits for the end of the task.
func (t *Task) Wait() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.code == nil {
		t.cond.Wait()
	}
	return *t.code
}
