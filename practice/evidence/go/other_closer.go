// Minimum: Go 1.19
package main

import (
	"fmt"
	"sync"
)

type task struct {
	mu     sync.Mutex
	exited bool
	exitCh chan struct{}
}

func (t *task) reap() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.exited {
		return
	}
	t.exited = true
	close(t.exitCh)
}

// What the snippet does not show: somebody who closes without asking.
func (t *task) forceClose() { close(t.exitCh) }

func attempt(what string, calls ...func()) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Println(what+": panic:", p)
		}
	}()
	for _, call := range calls {
		call()
	}
	fmt.Println(what + ": no panic")
}

func main() {
	alone := &task{exitCh: make(chan struct{})}
	attempt("reap, reap", alone.reap, alone.reap)
	shared := &task{exitCh: make(chan struct{})}
	attempt("forceClose, reap", shared.forceClose, shared.reap)
}
